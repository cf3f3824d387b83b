import { groupTasks } from "./group-tasks";

const touch = (id: string, more: Partial<Parameters<typeof groupTasks>[0][number]> = {}) => ({
  id,
  kind: "knowledge" as const,
  title: "滤芯更换指南",
  status: "awaiting_member" as const,
  userid: "zhou.min",
  memberName: "周敏",
  customerName: `客户${id}`,
  dueAt: "2026-03-08T01:00:00Z",
  msgid: "msg1",
  remindedAt: [] as string[],
  ...more,
});

describe("care that waits for a member", () => {
  it("is one row for a task, however many customers it has", () => {
    const [task, ...others] = groupTasks([touch("1"), touch("2", { dueAt: "2026-03-08T00:30:00Z" })]);
    expect(others).toHaveLength(0);
    expect(task).toMatchObject({ customers: ["客户1", "客户2"], dueAt: "2026-03-08T00:30:00Z", touchId: "1" });
  });

  it("keeps members apart", () => {
    expect(groupTasks([touch("1"), touch("2", { userid: "li.lei" })])).toHaveLength(2);
  });

  it("lists the longest wait first and unsettled ones last", () => {
    const tasks = groupTasks([
      touch("1", { msgid: "a", status: "unknown", dueAt: "2026-03-01T00:00:00Z" }),
      touch("2", { msgid: "b", dueAt: "2026-03-08T02:00:00Z" }),
      touch("3", { msgid: "c", dueAt: "2026-03-07T02:00:00Z", remindedAt: ["2026-03-07T03:00:00Z"] }),
    ]);
    expect(tasks.map((task) => task.touchId)).toEqual(["3", "2", "1"]);
    expect(tasks[0]?.remindedAt).toBe("2026-03-07T03:00:00Z");
  });
});
