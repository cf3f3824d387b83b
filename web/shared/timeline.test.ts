import { timelineDays, timelineGroup, timelineWords } from "./timeline";

describe("the timeline's groups", () => {
  it.each([
    ["messages.received", "message"],
    ["touch.sent", "care"],
    ["touch.quota_reached", "care"],
    ["welcome.sent", "care"],
    ["tag.added", "tag"],
    ["contact.lost", "contact"],
    ["dates.changed", "contact"],
    ["servicegroup.opened", "group"],
    ["group.joined", "group"],
    ["knowledge.viewed", "knowledge"],
    ["order.paid", "other"],
  ])("puts %s under %s", (kind, group) => {
    expect(timelineGroup(kind)).toBe(group);
  });

  it("cuts days at midnight of the company, not of the browser", () => {
    const entries = [
      { id: "3", at: "2026-03-08T15:59:00Z", kind: "a" },
      { id: "2", at: "2026-03-07T16:01:00Z", kind: "a" },
      { id: "1", at: "2026-03-07T15:59:00Z", kind: "a" },
    ];
    expect(timelineDays(entries).map(({ day, entries: own }) => [day, own.map((entry) => entry.id)])).toEqual([
      ["2026-03-08", ["3", "2"]],
      ["2026-03-07", ["1"]],
    ]);
  });

  it("never shows a code as text", () => {
    expect(timelineWords({ kind: "order.paid", text: "order.paid" })).toBe("有一条新的往来");
    expect(timelineWords({ kind: "tag.added", text: "打上标签「滤芯」" })).toBe("打上标签「滤芯」");
  });
});
