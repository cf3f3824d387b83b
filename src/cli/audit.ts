import { inspectAuditChain } from "../staff";
import type { Command } from "./commands";
import { UsageError } from "./usage";
import { print, withApp } from "./with-app";

const USAGE = "audit verify [POSITION:HASH]";

export const auditCommand: Command = {
  summary: `${USAGE}: read the whole audit chain, also against an end written down earlier; exit 1 when it is broken`,
  run: ([what, anchor]) =>
    withApp(async (app) => {
      const known = anchor ? /^(\d{1,20}):([0-9a-f]{64})$/.exec(anchor) : null;
      if (what !== "verify" || (anchor && !known)) throw new UsageError(USAGE);
      const report = await inspectAuditChain(
        app,
        app.config.wecom.corpId,
        known ? { position: known[1]!, hash: known[2]! } : undefined,
      );
      print(JSON.stringify(report, null, 2));
      return report.broken === null ? 0 : 1;
    }),
};
