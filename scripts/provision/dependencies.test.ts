import { isInstalled } from "./dependencies";

const lock = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/koa": { version: "3.3.0" },
    "node_modules/@swc/core-linux-x64-gnu": { version: "1.0.0", optional: true },
    "node_modules/@swc/core-darwin-arm64": { version: "1.0.0", optional: true },
  },
};
const linux = {
  packages: { "node_modules/koa": { version: "3.3.0" }, "node_modules/@swc/core-linux-x64-gnu": { version: "1.0.0" } },
};

describe("isInstalled", () => {
  it("is content without the optional packages of other platforms", () => {
    expect(isInstalled(lock, linux)).toBe(true);
  });

  it("is not when a package is missing or has another version", () => {
    expect(isInstalled(lock, { packages: {} })).toBe(false);
    expect(isInstalled(lock, { packages: { ...linux.packages, "node_modules/koa": { version: "3.2.0" } } })).toBe(
      false,
    );
  });

  it("is not before the first installation", () => {
    expect(isInstalled(lock, null)).toBe(false);
  });
});
