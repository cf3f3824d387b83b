import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { TestSandbox } from "./sandbox";

/** Checks of the local WeCom that were written from WeCom's documentation by other hands; they live beside a checkout. */
const suite = join(__dirname, "../../shared/conformance/run.mjs");
const RUN_WITHIN_MS = 240_000;

(existsSync(suite) ? describe : describe.skip)(
  "the local WeCom against the shared conformance suite (skipped where the suite is not)",
  () => {
    let sandbox: TestSandbox;
    beforeAll(async () => {
      sandbox = await TestSandbox.start({ seed: "empty" });
    });
    afterAll(() => sandbox?.stop());

    it(
      "passes every check",
      async () => {
        const printed = await run(sandbox.url);
        const failures = printed.split("\n").filter((line) => /^\s*(✖|✗|not ok|FAIL)/.test(line));
        const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(printed) ?? [];
        expect({ failures, failed }).toEqual({ failures: [], failed: "0" });
        expect(Number(passed)).toBeGreaterThan(0);
      },
      RUN_WITHIN_MS,
    );
  },
);

function run(sandboxUrl: string): Promise<string> {
  const child = spawn(process.execPath, [suite], {
    env: { ...process.env, SANDBOX_URL: sandboxUrl },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve(Buffer.concat(chunks).toString("utf8").trimEnd()));
  });
}
