import { once } from "node:events";
import { buildApp } from "../src/app";
import { capabilities } from "../src/capabilities";
import { tendIndex } from "../src/conversations";
import { loadConfig } from "../src/platform/config";

/** Tends its corp's search index over and over, rebuilds included, until it is killed; index-chaos.test.ts does that. */
async function main(): Promise<void> {
  const app = await buildApp({ config: loadConfig(process.env), capabilities, process: "test" });
  process.stdin.once("end", () => process.exit(1));
  process.stdout.write("ready\n");
  await once(process.stdin, "data");
  for (let round = 0; ; round += 1) {
    const tended = await tendIndex(app, app.config.wecom.corpId, { rebuild: round % 2 === 0, purge: round % 3 !== 1 });
    process.stdout.write(tended ? "." : "-");
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
