import type { CapabilityModule } from "../app";
import { ApiToken } from "./api-token.entity";
import { logAuditAnchor } from "./audit";
import { AuditEntry } from "./audit-entry.entity";
import { AuditHead } from "./audit-head.entity";
import { Department } from "./department.entity";
import { Member } from "./member.entity";
import { Session } from "./session.entity";
import { forgetEndedSessions } from "./sessions";
import { staffConsole, staffSidebar } from "./staff.console";

export { actorOf, buildActor, NotSignedInError, requireAdmin, requireManager } from "./actor";
export { actorOfToken, createApiToken } from "./api-tokens";
export { type AuditReport, inspectAuditChain, recordAudit, verifyAuditChain } from "./audit";
export { AuditEntry } from "./audit-entry.entity";
export { Department } from "./department.entity";
export { Member } from "./member.entity";
export { type Role, roleNames, roles } from "./roles";
export { closeSession, findSession, latestSignIn, openSession, SESSION_DAYS } from "./sessions";
export { leadersOf, listMembers, memberIds, memberNames, useridsInDepartments } from "./staff.queries";
export { type MemberDifference, syncMember, syncMembers } from "./sync-members";

export const staff: CapabilityModule = {
  name: "staff",
  entities: [Member, Department, Session, ApiToken, AuditEntry, AuditHead],
  consoleRoutes: staffConsole,
  sidebarRoutes: staffSidebar,
  schedules: {
    "forget-ended-sessions": { everyMs: 3_600_000, run: forgetEndedSessions },
    "audit-anchor": { everyMs: 3_600_000, run: logAuditAnchor },
  },
};
