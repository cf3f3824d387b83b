import type { MessageView } from "../../../src/conversations/conversations.schema";
import type { Wire } from "../../shared/wire";
import { KEPT, merge, type Stretch, trim } from "./stretch";

const message = (id: number, recalledAt: string | null = null) =>
  ({ id: String(id), at: new Date(id * 1_000).toISOString(), recalledAt }) as unknown as Wire<MessageView>;
const stretch = (from: number, to: number, edges: Partial<Stretch> = {}): Stretch => ({
  rows: Array.from({ length: to - from + 1 }, (_, index) => message(from + index)),
  older: null,
  newer: null,
  ...edges,
});
const ids = ({ rows }: Stretch) => rows.map((row) => Number(row.id));

describe("a stretch of messages", () => {
  it("lets go of the far side when it grows long, and can be grown there again", () => {
    const long = stretch(1, KEPT + 60, { older: "1" });
    expect(trim(long, "older")).toMatchObject({ rows: { length: KEPT }, older: "1", newer: String(KEPT) });
    expect(trim(long, "newer")).toMatchObject({ rows: { length: KEPT }, older: "61", newer: null });
    const short = stretch(1, 3);
    expect(trim(short, "older")).toBe(short);
  });

  it("stays the same when nothing was said", () => {
    const now = stretch(1, 10);
    expect(merge(now, stretch(5, 10, { older: "5" }))).toBe(now);
  });

  it("takes in what is new, what came late and what was withdrawn", () => {
    const now = { ...stretch(1, 10), rows: stretch(1, 10).rows.filter((row) => row.id !== "7") };
    const newest = { ...stretch(5, 12, { older: "5" }) };
    newest.rows[1] = message(6, "2026-03-01T00:00:00Z");
    const merged = merge(now, newest);
    expect(ids(merged)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(merged.rows[5]?.recalledAt).not.toBeNull();
  });

  it("ends where it ended when more was said than a page holds", () => {
    const merged = merge(stretch(1, 10), stretch(100, 160, { older: "100" }));
    expect(ids(merged)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(merged.newer).toBe("10");
  });

  it("starts with the first words of an empty thread", () => {
    expect(ids(merge({ rows: [], older: null, newer: null }, stretch(1, 2)))).toEqual([1, 2]);
  });
});
