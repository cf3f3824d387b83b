import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { stampOf } from "./stamp";

function sources(files: Record<string, string>): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "stamp-"));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return root;
}

const files = { "src/a.ts": "one", "src/deep/b.ts": "two", "src/b.test.ts": "three", "lock.json": "{}" };
const inputs = ["src", "lock.json"];

describe("stampOf", () => {
  it("is the same for the same sources, wherever and whenever they were written", () => {
    expect(stampOf(sources(files), inputs)).toBe(stampOf(sources(files), inputs));
  });

  it.each([
    ["a changed file", { ...files, "src/a.ts": "One" }],
    ["a new file", { ...files, "src/c.ts": "" }],
    ["a moved file", { "src/z.ts": "one", "src/deep/b.ts": "two", "src/b.test.ts": "three", "lock.json": "{}" }],
    ["text moved from one file to the next", { ...files, "src/a.ts": "on", "src/deep/b.ts": "etwo" }],
  ])("changes with %s", (_, changed) => {
    expect(stampOf(sources(changed), inputs)).not.toBe(stampOf(sources(files), inputs));
  });

  it("leaves out what is ignored and what `only` does not want", () => {
    const changed = { ...files, "src/deep/b.ts": "other", "src/b.test.ts": "other" };
    const options = { ignore: ["src/deep"], only: (file: string) => !file.endsWith(".test.ts") };
    expect(stampOf(sources(changed), inputs, options)).toBe(stampOf(sources(files), inputs, options));
  });

  it("changes with the facts that the output depends on", () => {
    const root = sources(files);
    expect(stampOf(root, inputs, { facts: ["linux"] })).not.toBe(stampOf(root, inputs, { facts: ["darwin"] }));
  });

  it("takes a missing input for an empty one", () => {
    expect(stampOf(sources(files), [...inputs, "migrations"])).toBe(stampOf(sources(files), inputs));
  });
});
