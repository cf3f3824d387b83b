import type { EntityClass } from "../platform/db";
import { ContactSyncMember } from "./contact-sync-member.entity";
import { ContactSyncRun } from "./contact-sync-run.entity";
import { CorpTag } from "./corp-tag.entity";
import { CorpTagGroup } from "./corp-tag-group.entity";
import { CustomerEvent } from "./customer-event.entity";
import { CustomerGroup } from "./customer-group.entity";
import { CustomerGroupMember } from "./customer-group-member.entity";
import { ExternalContact } from "./external-contact.entity";
import { FollowRelation } from "./follow-relation.entity";
import { ImportantDate } from "./important-date.entity";
import { KeywordTagRule } from "./keyword-tag-rule.entity";
import { ReconcileFinding } from "./reconcile-finding.entity";
import { RelationTag } from "./relation-tag.entity";

export { CustomerGroup } from "./customer-group.entity";
export { CustomerGroupMember } from "./customer-group-member.entity";
export { ExternalContact } from "./external-contact.entity";
export { FollowRelation, type RelationStatus } from "./follow-relation.entity";

export const entities: EntityClass[] = [
  ExternalContact,
  FollowRelation,
  ImportantDate,
  CorpTagGroup,
  CorpTag,
  RelationTag,
  KeywordTagRule,
  CustomerGroup,
  CustomerGroupMember,
  CustomerEvent,
  ContactSyncRun,
  ContactSyncMember,
  ReconcileFinding,
];
