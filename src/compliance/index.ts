import type { CapabilityModule } from "../app";
import { rowsOf } from "../platform/rows-of";
import { complianceConsole } from "./compliance.console";
import { CustomerErasure } from "./customer-erasure.entity";
import { eraseConfirmed } from "./erasure";
import { expireExports, exportJob } from "./exports/build-export";
import { ChatExport } from "./exports/chat-export.entity";
import { mendExports } from "./exports/mend-exports";
import { LegalHold } from "./legal-hold.entity";
import { MessageRetention } from "./message-retention.entity";
import { retainTonight } from "./retention";
import { RetentionRun } from "./retention-run.entity";

export { eraseConfirmed } from "./erasure";
export { type RekeyReport, rekeyContent } from "./rekey";
export { previewRetention } from "./retention";

/** How long things are kept, what must be kept, and what a customer wants forgotten. */
export const compliance: CapabilityModule = {
  name: "compliance",
  entities: [LegalHold, MessageRetention, RetentionRun, CustomerErasure, ChatExport],
  // Work that has ended and still carries the id; what is under way ends by itself and is purged.
  personalData: [
    {
      label: "后台任务记录",
      ...rowsOf("outbox", { condition: "status IN ('done', 'dead') AND LOCATE(?, payload) > 0" }),
    },
    { label: "已解除的保留", ...rowsOf("legal_holds", { condition: "kind = 'customer' AND subject_id = ?" }) },
  ],
  jobs: { export: exportJob },
  consoleRoutes: complianceConsole,
  schedules: {
    retention: { everyMs: 10_000, run: retainTonight },
    "expire-exports": { everyMs: 60_000, run: expireExports },
    "mend-exports": { everyMs: 30_000, run: mendExports },
    erasure: { everyMs: 5_000, run: (app) => eraseConfirmed(app) },
  },
};
