import type { CareTouch } from "../../../src/outreach/outreach.schema";

export interface StuckTask {
  key: string;
  /** Any touch of the task: WeCom reminds of tasks, not of customers. */
  touchId: string;
  kind: string;
  title: string;
  status: "awaiting_member" | "unknown";
  userid: string;
  memberName: string;
  customers: string[];
  dueAt: string;
  remindedAt: string | null;
}

type Touch = Pick<
  CareTouch,
  "id" | "kind" | "title" | "status" | "userid" | "memberName" | "customerName" | "dueAt" | "msgid" | "remindedAt"
>;

/** One row for each task a member must confirm, the longest wait first; what WeCom has not settled comes last. */
export function groupTasks(touches: Touch[]): StuckTask[] {
  const tasks = new Map<string, StuckTask>();
  for (const touch of touches) {
    const status = touch.status === "unknown" ? "unknown" : "awaiting_member";
    const key = `${touch.msgid ?? touch.id} ${touch.userid} ${status}`;
    const known = tasks.get(key);
    if (known) {
      known.customers.push(touch.customerName);
      if (touch.dueAt < known.dueAt) known.dueAt = touch.dueAt;
      continue;
    }
    const { kind, title, userid, memberName, dueAt } = touch;
    const remindedAt = touch.remindedAt.at(-1) ?? null;
    const customers = [touch.customerName];
    tasks.set(key, { key, touchId: touch.id, kind, title, status, userid, memberName, customers, dueAt, remindedAt });
  }
  return [...tasks.values()].sort((a, b) => order(a) - order(b) || a.dueAt.localeCompare(b.dueAt));
}

function order(task: StuckTask): number {
  return task.status === "unknown" ? 1 : 0;
}
