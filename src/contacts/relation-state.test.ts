import { type Observation, observe, type RelationState } from "./relation-state";

const at = (second: number) => new Date(1_700_000_000_000 + second * 1_000);
const stateAfter = (...seen: Observation[]): RelationState | null => seen.reduce<RelationState | null>(observe, null);

const added = (second: number): Observation => ({ kind: "added", half: false, at: at(second) });
const half = (second: number): Observation => ({ kind: "added", half: true, at: at(second) });
const lost = (by: "member" | "customer" | "transfer", second: number): Observation => ({
  kind: "ended",
  by,
  at: at(second),
});
const read = (second: number): Observation => ({ kind: "read", followedAt: at(second) });

describe("observe", () => {
  it("raises half to full and never takes it back", () => {
    expect(stateAfter(half(1))?.status).toBe("half");
    expect(stateAfter(half(1), added(5))?.status).toBe("full");
    expect(stateAfter(added(5), half(1))?.status).toBe("full");
    expect(stateAfter(half(1), read(5))).toMatchObject({ status: "full", followedAt: at(5) });
  });

  it("ends up the same in whichever order an addition and a deletion arrive", () => {
    for (const by of ["member", "customer"] as const) {
      const inOrder = stateAfter(added(1), lost(by, 9));
      const reversed = stateAfter(lost(by, 9), added(1));
      expect(inOrder?.status).toBe(`deleted_by_${by}`);
      expect(reversed?.status).toBe(`deleted_by_${by}`);
    }
  });

  it("takes the deletion for the later of two events in one second", () => {
    expect(stateAfter(added(5), lost("customer", 5))?.status).toBe("deleted_by_customer");
    expect(stateAfter(lost("customer", 5), added(5))?.status).toBe("deleted_by_customer");
  });

  it("follows a second addition, but not a late copy of the first", () => {
    expect(stateAfter(added(1), lost("customer", 5), added(9))).toMatchObject({
      status: "full",
      followedAt: at(9),
      endedAt: null,
    });
    expect(stateAfter(added(1), lost("customer", 5), added(1))?.status).toBe("deleted_by_customer");
    expect(stateAfter(added(1), lost("customer", 5), added(9), lost("customer", 5))?.status).toBe("full");
  });

  it("does not believe a reading against a deletion unless they added each other later", () => {
    for (const by of ["member", "customer"] as const) {
      expect(stateAfter(added(1), lost(by, 5), read(1))?.status).toBe(`deleted_by_${by}`);
      expect(stateAfter(added(1), lost(by, 5), read(8))).toMatchObject({
        status: "full",
        followedAt: at(8),
        endedAt: null,
      });
    }
  });

  it("keeps the stronger of two deletions: after the member's nothing is left", () => {
    expect(stateAfter(added(1), lost("customer", 5), lost("member", 9))).toMatchObject({
      status: "deleted_by_member",
      endedAt: at(9),
    });
    expect(stateAfter(added(1), lost("member", 5), lost("customer", 9))).toMatchObject({
      status: "deleted_by_member",
      endedAt: at(5),
    });
  });

  it("knows a transfer from a deletion, whichever is told first", () => {
    expect(stateAfter(added(1), lost("transfer", 5))).toMatchObject({ status: "transferred", endedAt: at(5) });
    expect(stateAfter(added(1), lost("member", 7), lost("transfer", 5))?.status).toBe("transferred");
    expect(stateAfter(added(1), lost("transfer", 5), lost("member", 7))?.status).toBe("transferred");
    expect(stateAfter(added(1), lost("transfer", 5), lost("customer", 7))?.status).toBe("transferred");
    expect(stateAfter(added(1), lost("transfer", 5), added(9))?.status).toBe("full");
    expect(stateAfter(added(9), lost("transfer", 5))?.status).toBe("full");
  });

  it("is not moved by hearing the same thing again", () => {
    for (const seen of [added(3), half(3), lost("member", 3), lost("customer", 3), lost("transfer", 3), read(3)]) {
      expect(stateAfter(seen, seen)).toEqual(stateAfter(seen));
    }
  });
});
