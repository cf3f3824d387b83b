import { countsOf } from "./jest";

const report = {
  numPassedTests: 5,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 1,
  numTodoTests: 1,
};

describe("countsOf", () => {
  it("counts tests, and a file that could not be run as one failure", () => {
    expect(countsOf(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 2 });
    const broken = { ...report, numFailedTests: 2, numRuntimeErrorTestSuites: 1 };
    expect(countsOf(broken, 1)).toEqual({ passed: 5, failed: 3, skipped: 2 });
  });

  it("never says that all is well when Jest itself failed", () => {
    expect(countsOf(report, 1).failed).toBe(1);
    expect(countsOf(null, 137).failed).toBe(1);
  });
});
