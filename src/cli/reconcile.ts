import { parseArgs } from "node:util";
import type { App } from "../app";
import { differenceRows, findReport, type SyncReport, syncContacts } from "../contacts";
import type { Command } from "./commands";
import { keepHeapSmall, syncing } from "./sync";
import { print, withApp } from "./with-app";

interface Report extends Omit<SyncReport, "differences" | "examples"> {
  differences: ReturnType<typeof differenceRows>;
  /** Ids and names of fields; never what is in them. */
  examples: { kind: string; repaired: boolean; fields?: string[]; errcode?: number | null }[];
}

/** A difference that was found is no failure: the exit code says whether the comparison came to its end. */
export const reconcile: Command = {
  summary: "compare contacts, tags, groups and members with WeCom, repair and report; --dry-run only looks, --json",
  run: (args) => {
    const { values } = parseArgs({
      args,
      options: { "dry-run": { type: "boolean" }, json: { type: "boolean" } },
    });
    const dryRun = values["dry-run"] === true;
    keepHeapSmall();
    return withApp(async (app) => {
      const result = await syncContacts(app, {
        ...syncing,
        ...(!process.stderr.isTTY && values.json && { onProgress: () => undefined }),
        ...(dryRun && { dryRun, unrecorded: true }),
      });
      const report = await reportOf(app, result);
      if (values.json) print(JSON.stringify(report, null, 2));
      else printReport(report);
      return 0;
    });
  },
};

async function reportOf(app: App, result: SyncReport): Promise<Report> {
  const differences = differenceRows(result.differences, result.dryRun);
  if (result.runId === null) return { ...result, differences };
  const { examples } = await findReport(app, app.config.wecom.corpId, result.runId);
  return { ...result, differences, examples: examples.map(({ names, ...example }) => example) };
}

function printReport(report: Report): void {
  const { members, tags, relations, groups, differences } = report;
  print(`read: ${members} members, ${tags} tags, ${relations} relations, ${groups} groups`);
  if (differences.length === 0) {
    print("nothing differs");
    return;
  }
  print(report.dryRun ? "differs (nothing was changed):" : "differed:");
  for (const { kind, found, repaired } of differences) {
    print(`  ${kind.padEnd(20)} ${String(found).padStart(7)}${report.dryRun ? "" : `   repaired ${repaired}`}`);
  }
  print("--json names examples");
}
