import type { CapabilityModule } from "../app";
import { alertAdmins } from "./alert-admins";
import { archiveApi } from "./archive.api";
import { archiveConsole } from "./archive.console";
import { consentJob, deliverJob, nudgeJob } from "./archive.jobs";
import { ArchiveAlert } from "./archive-alert.entity";
import { ArchiveCursor } from "./archive-cursor.entity";
import { ArchiveOutage } from "./archive-outage.entity";
import { ArchiveRow } from "./archive-row.entity";
import { ArchiveConsent } from "./consent/archive-consent.entity";
import { ArchiveMember } from "./consent/archive-member.entity";
import { ConsentRound } from "./consent/consent-round.entity";
import { consentData } from "./consent/personal-data";
import { sweepConsents } from "./consent/sweep-consents";
import { forgetArchiveRows } from "./forget-messages";

export { type ArchiveStatus, archiveGaps, archiveStatus } from "./archive.queries";
export { archiveKeyEntries } from "./archive-keys";
export { type Archiver, startArchiver } from "./archiver";
export { type ArchiveCheck, checkArchive } from "./check-archive";
export { type PullReport, pullArchive } from "./pull-archive";
export { pullProblems } from "./pull-problems";
export { type RetryReport, retryParked } from "./retry-parked";

export const archive: CapabilityModule = {
  name: "archive",
  entities: [ArchiveRow, ArchiveCursor, ArchiveOutage, ArchiveAlert, ArchiveConsent, ArchiveMember, ConsentRound],
  personalData: [consentData],
  consoleRoutes: archiveConsole,
  forgetMessages: forgetArchiveRows,
  apiRoutes: archiveApi,
  jobs: { deliver: deliverJob, nudge: nudgeJob, consent: consentJob },
  on: { "messages.archived": "deliver", "callback.msgaudit": "nudge", "callback.consent": "consent" },
  schedules: {
    "sweep-consents": { everyMs: 60_000, run: sweepConsents },
    "alert-admins": { everyMs: 60_000, run: alertAdmins },
  },
};
