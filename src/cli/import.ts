import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import type { Actor, App } from "../app";
import {
  applySlice,
  askForApply,
  askForCheck,
  checkSlice,
  findImport,
  listRows,
  presentImport,
  reportLines,
  startImport,
} from "../imports";
import type { Command } from "./commands";
import { UsageError } from "./usage";
import { print, withApp } from "./with-app";

const USAGE = "import customers FILE [--dry-run] [--report RESULT.csv]";
const SHOWN_PROBLEMS = 20;

export const importCommand: Command = {
  summary: `${USAGE}: fields, dates and tags from CSV or Excel; --dry-run only says what would change`,
  run: (args) => {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { "dry-run": { type: "boolean", default: false }, report: { type: "string" } },
    });
    const [what, file, ...more] = positionals;
    if (what !== "customers" || !file || more.length > 0) throw new UsageError(USAGE);
    return withApp((app) => importCustomers(app, file, { dryRun: values["dry-run"], report: values.report }));
  },
};

/** Whoever has the server's shell may see every customer. */
function operatorOf(app: App): Actor {
  return { corpId: app.config.wecom.corpId, userid: "cli", name: "命令行", role: "admin", scope: "all" };
}

async function importCustomers(
  app: App,
  file: string,
  options: { dryRun: boolean; report: string | undefined },
): Promise<number> {
  const actor = operatorOf(app);
  const { id, corpId } = await startImport(app, actor, { fileName: basename(file), file: await readFile(file) });
  const now = () => findImport(app, actor, id);
  const { columns } = await presentImport(app, await now());
  for (const { title, target } of columns) process.stderr.write(`${title || "?"} -> ${target || "-"}\n`);

  await askForCheck(app, await now(), (await now()).mapping);
  while ((await checkSlice(app, id, corpId)) === "more") process.stderr.write(".");
  await settled(now, "checking");
  if (!options.dryRun) {
    await askForApply(app, await now());
    while ((await applySlice(app, id, corpId)) === "more") process.stderr.write(".");
    await settled(now, "applying");
  }

  const { counts, rows, status } = await presentImport(app, await now());
  const { data: problems } = await listRows(app, await now(), { problems: true, limit: SHOWN_PROBLEMS });
  for (const row of problems) {
    for (const { column, text, todo } of row.problems)
      process.stderr.write(`第 ${row.rowNo} 行 ${column}：${text}。${todo}\n`);
  }
  if (options.report) await pipeline(Readable.from(reportLines(app, await now())), createWriteStream(options.report));
  print(JSON.stringify({ id, status, rows, dryRun: options.dryRun, counts }));
  const bad = (counts.not_found ?? 0) + (counts.ambiguous ?? 0) + (counts.invalid ?? 0) + (counts.failed ?? 0);
  return bad > 0 ? 1 : 0;
}

/** A worker may have taken the job that was asked for at the same time; then it ends the step. */
async function settled(now: () => Promise<{ status: string }>, step: string): Promise<void> {
  while ((await now()).status === step) await new Promise((resolve) => setTimeout(resolve, 200));
}
