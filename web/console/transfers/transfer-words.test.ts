import { transferReasons, transferStates } from "../../../src/transfers/transfers.schema";
import { canTryAgain, countWords, skippedWords, stateGroups, transferReason, transferState } from "./transfer-words";

describe("the words of transfers", () => {
  it("name every state and reason, and put every state behind one tab", () => {
    for (const state of transferStates) expect(transferState[state].word).not.toBe("");
    for (const reason of transferReasons) expect(transferReason[reason]).toMatch(/。$/);
    expect(stateGroups.flatMap((group) => [...group.states]).sort()).toEqual([...transferStates].sort());
  });

  it("count people and groups as people do", () => {
    expect(countWords(3, 1)).toBe("3 位客户、1 个群");
    expect(countWords(0, 2)).toBe("2 个群");
    expect(countWords(0, 0)).toBe("0 位客户");
  });

  it("gather what was left out by reason", () => {
    const skipped = [
      { reason: "too_often" as const },
      { reason: "not_customer" as const },
      { reason: "too_often" as const },
    ];
    expect(skippedWords(skipped)).toEqual([
      `2 项没有提交：${transferReason.too_often}`,
      `1 项没有提交：${transferReason.not_customer}`,
    ]);
  });

  it("offer another try only where one can help", () => {
    expect(canTryAgain("refused", "customer_refused")).toBe(true);
    expect(canTryAgain("failed", "not_logged_in")).toBe(true);
    expect(canTryAgain("failed", "too_often")).toBe(false);
    expect(canTryAgain("done", null)).toBe(false);
  });
});
