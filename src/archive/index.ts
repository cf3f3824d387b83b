import type { CapabilityModule } from "../app";
import { archiveApi } from "./archive.api";
import { deliverJob, nudgeJob } from "./archive.jobs";
import { ArchiveCursor } from "./archive-cursor.entity";
import { ArchiveOutage } from "./archive-outage.entity";
import { ArchiveRow } from "./archive-row.entity";
import { forgetArchiveRows } from "./forget-messages";

export { type ArchiveGaps, type ArchiveStatus, archiveGaps, archiveStatus } from "./archive.queries";
export { archiveKeyEntries } from "./archive-keys";
export { type Archiver, startArchiver } from "./archiver";
export { type ArchiveCheck, checkArchive } from "./check-archive";
export { type PullReport, pullArchive } from "./pull-archive";
export { type RetryReport, retryParked } from "./retry-parked";

export const archive: CapabilityModule = {
  name: "archive",
  entities: [ArchiveRow, ArchiveCursor, ArchiveOutage],
  forgetMessages: forgetArchiveRows,
  apiRoutes: archiveApi,
  jobs: { deliver: deliverJob, nudge: nudgeJob },
  on: { "messages.archived": "deliver", "callback.msgaudit": "nudge" },
};
