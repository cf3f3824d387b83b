import type { CapabilityModule } from "../app";
import { rowsOf } from "../platform/rows-of";
import { contactsApi } from "./contacts.api";
import { contactsConsole } from "./contacts.console";
import { contactsJobs } from "./contacts.jobs";
import { contactsSidebar } from "./contacts.sidebar";
import { entities } from "./entities";
import { planSync } from "./plan-sync";
import { reconcileApi } from "./reconcile.api";

export { type ApplyKeywordTagsInput, applyKeywordTags, keywordsIn } from "./apply-keyword-tags";
export { changeImportantDates } from "./change-important-dates";
export { CustomerNotFoundError, RelationGoneError, TagNotOursError, UnknownTagError } from "./contacts.errors";
export { customerScopeSql, inScope, requireVisibleCustomer, type SqlCondition, sameUserid } from "./contacts.policy";
export { customerNames } from "./customer-names";
export { dateName, dateOfName, plainLabel, spokenDate } from "./date-names";
export { deleteTagsAs } from "./edit-tags";
export { ensureCorpTag, type TagName } from "./ensure-corp-tag";
export { CustomerGroup, CustomerGroupMember, ExternalContact, FollowRelation, type RelationStatus } from "./entities";
export { ensureGroupTags, type GroupTag } from "./group-tags";
export { groupsOfCustomer, groupWithMembers } from "./groups.queries";
export { type DateKind, ImportantDate } from "./important-date.entity";
export { importantDatesOf, importantDatesOn, listImportantDates, setImportantDates } from "./important-dates";
export { type MarkTagInput, markTag } from "./mark-tag";
export { isPossible, type LocalDay, localDayOf, nextOccurrence, type YearlyDate } from "./next-occurrence";
export { differenceRows, findReport } from "./reconcile.queries";
export { recordGroupOwner, recordTakeover } from "./record-takeover";
export { liveRelations, relationToActOn } from "./relations.queries";
export { latestSync, type SyncOptions, type SyncProgress, type SyncReport, syncContacts } from "./sync-contacts";
export { customersWithTag, tagNames, tagsOfCustomers } from "./tags.queries";
export { listTimeline, type NewCustomerEvent, recordCustomerEvents, type TimelineEntry } from "./timeline";

export const contacts: CapabilityModule = {
  name: "contacts",
  entities,
  personalData: [
    { label: "客户资料", ...rowsOf("external_contacts") },
    { label: "跟进关系", ...rowsOf("follow_relations") },
    { label: "标签", ...rowsOf("relation_tags") },
    { label: "重要日子", ...rowsOf("important_dates") },
    { label: "客户时间线", ...rowsOf("customer_events") },
    { label: "客户群成员", ...rowsOf("customer_group_members", { condition: "kind = 'customer' AND member_id = ?" }) },
    { label: "核对记录", ...rowsOf("reconcile_findings") },
  ],
  consoleRoutes: contactsConsole,
  sidebarRoutes: contactsSidebar,
  apiRoutes: [...contactsApi, ...reconcileApi],
  jobs: contactsJobs,
  on: {
    "callback.contact": "apply-contact-change",
    "callback.group": "apply-group-change",
    "callback.tag": "apply-tag-change",
    "callback.member": "refresh-members",
  },
  schedules: { "plan-sync": { everyMs: 60_000, run: planSync } },
};
