import { isSupported } from "./node-version";

describe("isSupported", () => {
  it.each([
    ["v20.19.0", true],
    ["v20.20.2", true],
    ["v22.1.0", true],
    ["v20.18.9", false],
    ["v18.99.0", false],
    ["v9.11.2", false],
  ])("%s: %s", (version, expected) => {
    expect(isSupported(version)).toBe(expected);
  });
});
