import type { DaySummaryRow } from "../../../src/insights/insights.schema";
import { needPerson } from "./need-person";

const row = (threadId: string, first: Partial<NonNullable<DaySummaryRow["first"]>> | null): DaySummaryRow => ({
  threadId,
  title: `客户${threadId}`,
  memberName: "周敏",
  messages: 3,
  counts: {},
  first: first && {
    id: `${threadId}-0`,
    kind: "承诺",
    text: "明天给您报价",
    speaker: "member",
    speakerName: "周敏",
    messageIds: ["7"],
    answered: null,
    dueDay: "2026-03-09",
    ...first,
  },
});

const threads = (...rows: DaySummaryRow[]) => needPerson(rows, "2026-03-08").map((line) => line.threadId);

describe("what was said and needs a person", () => {
  it("is a promise of ours that is due by tomorrow, the most overdue first", () => {
    expect(
      threads(
        row("tomorrow", {}),
        row("overdue", { dueDay: "2026-03-07" }),
        row("later", { dueDay: "2026-03-10" }),
        row("someday", { dueDay: null }),
      ),
    ).toEqual(["overdue", "tomorrow"]);
  });

  it("is anger, whoever spoke", () => {
    expect(threads(row("angry", { kind: "情绪", speaker: "customer", dueDay: null }))).toEqual(["angry"]);
  });

  it("is neither the customer's own promise nor a question nor nothing", () => {
    expect(
      threads(row("theirs", { speaker: "customer" }), row("question", { kind: "问题" }), row("empty", null)),
    ).toEqual([]);
  });

  it("leads to the words themselves", () => {
    expect(needPerson([row("1", {})], "2026-03-08")[0]).toMatchObject({ messageId: "7", text: "明天给您报价" });
  });
});
