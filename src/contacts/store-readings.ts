import type { App } from "../app";
import type { Tx } from "../platform/db";
import type { WecomExternalContact } from "../wecom";
import { type Difference, differingFields } from "./differences";
import type { RelationStatus } from "./follow-relation.entity";
import { addedEntry, newsKey, pairKey } from "./news";
import { isLive, observe, type RelationState } from "./relation-state";
import { announceTagChanges, type TagChange, tagsOfPairs, writeTagChanges } from "./relation-tags";
import { recordCustomerEvents } from "./timeline";

/** One pair as WeCom showed it. */
export interface Reading {
  contact: WecomExternalContact;
  userid: string;
  remark: string;
  description: string;
  remarkCorpName: string | null;
  remarkMobiles: string[];
  /** null: this call does not tell; what is stored stays. */
  personalTags: string[] | null;
  tagIds: string[];
  addWay: number | null;
  operUserid: string | null;
  state: string | null;
  followedAt: Date;
}

export interface StoreOptions {
  corpId: string;
  /** Business time just before WeCom was asked: of two readings that overlap the later question wins. */
  readAt: Date;
  /** Set by a full sync. */
  syncRunId?: string;
  /**
   * Pairs first seen here are news when they were added at or after this time; null: none is, such as in the very first
   * sync. A pair that we learned of from an event is announced by that event.
   */
  newsSince: Date | null;
  /** Only look: locks nothing, writes nothing. */
  dryRun?: boolean;
}

export interface StoreOutcome {
  /** Pairs that were unknown, or ended, until this reading. */
  found: number;
  differences: Difference[];
}

interface StoredContact extends Record<string, unknown> {
  id: string;
  external_userid: string;
  read_at: Date | null;
}

interface StoredRelation extends Record<string, unknown> {
  id: string;
  external_userid: string;
  userid: string;
  status: RelationStatus;
  followed_at: Date | null;
  ended_at: Date | null;
  read_at: Date | null;
}

const CONTACT_FIELDS = ["name", "avatar", "type", "gender", "unionid", "position", "corp_name"];
const DETAILS = ["remark", "description", "remark_corp_name", "remark_mobiles", "personal_tags"];
const ORIGIN = ["add_way", "oper_userid", "state"];

const cut = (text: string, length: number) => [...text].slice(0, length).join("");
const cutOrNull = (text: string | null | undefined, length: number) => (text ? cut(text, length) : null);
/** A newer reading than ours is stored already: nothing of ours overwrites it. */
const isStale = (row: { read_at: Date | null } | undefined, readAt: Date) =>
  Boolean(row?.read_at && row.read_at > readAt);
const newer = (column: string) =>
  `${column} = IF(read_at IS NULL OR read_at <= VALUES(read_at), VALUES(${column}), ${column})`;
const NEWEST_READ = "read_at = GREATEST(COALESCE(read_at, VALUES(read_at)), VALUES(read_at))";

/**
 * Writes pairs as WeCom showed them, their tags, and the news they make. Bears the same reading twice. Rows that are as
 * WeCom has them are only marked as read.
 */
export async function storeReadings(
  app: App,
  tx: Tx,
  readings: Reading[],
  options: StoreOptions,
): Promise<StoreOutcome> {
  if (readings.length === 0) return { found: 0, differences: [] };
  const inOrder = [...readings].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  // Customers first: whoever holds a customer's row is the only one to change its relations.
  const ofContacts = await storeContacts(tx, inOrder, options);
  const stored = await storedRelations(tx, inOrder, options);
  const ofRelations = await storeRelations(app, tx, inOrder, stored, options);
  const ofTags = await storeTags(app, tx, inOrder, stored, options);
  return { found: ofRelations.found, differences: [...ofContacts, ...ofRelations.differences, ...ofTags] };
}

const keyOf = (reading: Reading) => pairKey(reading.contact.external_userid, reading.userid);

function contactRow(contact: WecomExternalContact): Record<string, unknown> {
  return {
    name: cut(contact.name, 128),
    avatar: contact.avatar && contact.avatar.length <= 1_024 ? contact.avatar : null,
    type: contact.type,
    gender: contact.gender,
    unionid: contact.unionid ?? null,
    position: cutOrNull(contact.position, 128),
    corp_name: cutOrNull(contact.corp_full_name ?? contact.corp_name, 255),
  };
}

async function storeContacts(tx: Tx, readings: Reading[], options: StoreOptions): Promise<Difference[]> {
  const { corpId, readAt, dryRun } = options;
  const latest = new Map<string, { contact: WecomExternalContact; activeAt: Date }>();
  for (const { contact, followedAt } of readings) {
    const known = latest.get(contact.external_userid);
    if (!known || known.activeAt < followedAt) latest.set(contact.external_userid, { contact, activeAt: followedAt });
  }
  const stored: StoredContact[] = await tx.query(
    `SELECT id, external_userid, read_at, last_activity_at, ${CONTACT_FIELDS.join(", ")} FROM external_contacts
     WHERE corp_id = ? AND external_userid IN (?) ORDER BY external_userid ${dryRun ? "" : "FOR UPDATE"}`,
    [corpId, [...latest.keys()]],
  );
  const byId = new Map(stored.map((row) => [row.external_userid, row]));
  const differences: Difference[] = [];
  const same: string[] = [];
  const rows: unknown[][] = [];
  for (const [externalUserid, { contact, activeAt }] of latest) {
    const before = byId.get(externalUserid);
    const wanted = contactRow(contact);
    const fields = before ? differingFields(before, wanted) : [];
    // A row that an event made before anybody could read the customer is not a difference yet.
    if (!before) differences.push({ kind: "customer.missing", externalUserid });
    else if (fields.length > 0 && before.read_at && !isStale(before, readAt))
      differences.push({ kind: "customer.fields", externalUserid, fields });
    const isSame = before?.read_at && fields.length === 0 && (before.last_activity_at as Date) >= activeAt;
    if (isSame) same.push(before.id);
    else rows.push([corpId, externalUserid, ...Object.values(wanted), activeAt, readAt]);
  }
  if (dryRun) return differences;
  if (same.length > 0)
    await tx.query("UPDATE external_contacts SET read_at = GREATEST(read_at, ?) WHERE id IN (?)", [readAt, same]);
  if (rows.length > 0)
    await tx.query(
      `INSERT INTO external_contacts (corp_id, external_userid, ${CONTACT_FIELDS.join(", ")}, last_activity_at, read_at)
       VALUES ?
       ON DUPLICATE KEY UPDATE ${CONTACT_FIELDS.map(newer).join(", ")},
         last_activity_at = GREATEST(last_activity_at, VALUES(last_activity_at)), ${NEWEST_READ}`,
      [rows],
    );
  return differences;
}

async function storedRelations(
  tx: Tx,
  readings: Reading[],
  { corpId, dryRun }: StoreOptions,
): Promise<Map<string, StoredRelation>> {
  const rows: StoredRelation[] = await tx.query(
    `SELECT id, external_userid, userid, status, followed_at, ended_at, read_at, ${[...DETAILS, ...ORIGIN].join(", ")}
     FROM follow_relations WHERE corp_id = ? AND (external_userid, userid) IN (?) ORDER BY id ${dryRun ? "" : "FOR UPDATE"}`,
    [corpId, readings.map((reading) => [reading.contact.external_userid, reading.userid])],
  );
  for (const row of rows) {
    row.remark_mobiles = asList(row.remark_mobiles);
    row.personal_tags = asList(row.personal_tags);
  }
  return new Map(rows.map((row) => [pairKey(row.external_userid, row.userid), row]));
}

function stateOf(row: StoredRelation | undefined): RelationState | null {
  return row ? { status: row.status, followedAt: row.followed_at, endedAt: row.ended_at } : null;
}

function detailsOf(reading: Reading, before: StoredRelation | undefined): Record<string, unknown> {
  return {
    remark: cut(reading.remark, 128),
    description: cut(reading.description, 1_024),
    remark_corp_name: cutOrNull(reading.remarkCorpName, 128),
    remark_mobiles: reading.remarkMobiles.filter((mobile) => mobile !== ""),
    personal_tags: reading.personalTags ?? before?.personal_tags ?? [],
    add_way: reading.addWay,
    oper_userid: reading.operUserid,
    state: cutOrNull(reading.state, 128),
  };
}

async function storeRelations(
  app: App,
  tx: Tx,
  readings: Reading[],
  stored: Map<string, StoredRelation>,
  options: StoreOptions,
): Promise<StoreOutcome> {
  const { corpId, readAt, newsSince, dryRun } = options;
  const differences: Difference[] = [];
  const found: Reading[] = [];
  const same: string[] = [];
  const rows: unknown[][] = [];
  for (const reading of readings) {
    const before = stored.get(keyOf(reading));
    const externalUserid = reading.contact.external_userid;
    const pair = { externalUserid, userid: before?.userid ?? reading.userid };
    const state = observe(stateOf(before), { kind: "read", followedAt: reading.followedAt, at: readAt });
    const wanted = detailsOf(reading, before);
    const details = before ? differingFields(before, wanted) : [];
    const isMoved =
      !before ||
      differingFields(before, { status: state.status, followed_at: state.followedAt, ended_at: state.endedAt }).length >
        0;
    if (!isLive(stateOf(before)) && isLive(state)) found.push(reading);
    if (!before) differences.push({ kind: "relation.missing", ...pair });
    else if (before.status !== state.status) differences.push({ kind: "relation.status", ...pair, fields: ["status"] });
    if (before?.read_at && !isStale(before, readAt) && details.length > 0)
      differences.push({ kind: "relation.fields", ...pair, fields: details });
    if (before?.read_at && !isMoved && details.length === 0) same.push(before.id);
    else
      rows.push([
        corpId,
        externalUserid,
        pair.userid,
        state.status,
        ...Object.values(wanted).map((value) => (Array.isArray(value) ? JSON.stringify(value) : value)),
        state.followedAt,
        state.endedAt,
        readAt,
        options.syncRunId ?? null,
      ]);
  }
  if (dryRun) return { found: found.length, differences };
  if (same.length > 0)
    await tx.query(
      "UPDATE follow_relations SET read_at = GREATEST(read_at, ?), sync_run_id = COALESCE(?, sync_run_id) WHERE id IN (?)",
      [readAt, options.syncRunId ?? null, same],
    );
  if (rows.length > 0)
    await tx.query(
      `INSERT INTO follow_relations (corp_id, external_userid, userid, status, ${[...DETAILS, ...ORIGIN].join(", ")},
         followed_at, ended_at, read_at, sync_run_id) VALUES ?
       ON DUPLICATE KEY UPDATE ${[...DETAILS, ...ORIGIN].map(newer).join(", ")},
         status = VALUES(status), followed_at = VALUES(followed_at), ended_at = VALUES(ended_at),
         sync_run_id = COALESCE(VALUES(sync_run_id), sync_run_id), ${NEWEST_READ}`,
      [rows],
    );
  const entries = found.map(({ contact, userid, followedAt, addWay }) =>
    addedEntry({ corpId, externalUserid: contact.external_userid, userid, at: followedAt, addWay }),
  );
  // The customers' rows have this time already.
  await recordCustomerEvents(tx, entries, { touch: false });
  const news = newsSince ? found.filter((reading) => reading.followedAt >= newsSince) : [];
  await app.work.publishAll(
    tx,
    news.map(({ contact, userid, followedAt }) => {
      const payload = { externalUserid: contact.external_userid, userid };
      return { corpId, name: "contact.added" as const, payload, dedupeKey: newsKey("added", payload, followedAt) };
    }),
  );
  return { found: found.length, differences };
}

/** Replaces the corp tags of each pair. Pairs seen for the first time make no news of their tags. */
async function storeTags(
  app: App,
  tx: Tx,
  readings: Reading[],
  stored: Map<string, StoredRelation>,
  { corpId, readAt, dryRun }: StoreOptions,
): Promise<Difference[]> {
  const fresh = readings.filter((reading) => !isStale(stored.get(keyOf(reading)), readAt));
  // A pair that is new to us has no tags here.
  const known = fresh.filter((reading) => stored.has(keyOf(reading)));
  const had = await tagsOfPairs(
    tx,
    corpId,
    known.map((reading) => ({ externalUserid: reading.contact.external_userid, userid: reading.userid })),
  );
  const changes: TagChange[] = [];
  for (const reading of fresh) {
    const before = had.get(keyOf(reading)) ?? new Set<string>();
    const has = new Set(reading.tagIds);
    const added = [...has].filter((tagId) => !before.has(tagId));
    const removed = [...before].filter((tagId) => !has.has(tagId));
    if (added.length + removed.length === 0) continue;
    changes.push({ corpId, externalUserid: reading.contact.external_userid, userid: reading.userid, added, removed });
  }
  const isKnown = ({ externalUserid, userid }: TagChange) => stored.has(pairKey(externalUserid, userid));
  const ofKnown = changes.filter(isKnown);
  if (!dryRun) {
    await writeTagChanges(tx, changes);
    await announceTagChanges(app, tx, ofKnown, { at: readAt, via: "wecom" });
  }
  return ofKnown
    .filter(({ externalUserid, userid }) => stored.get(pairKey(externalUserid, userid))?.read_at)
    .map(({ externalUserid, userid, added, removed }) => ({
      kind: "relation.tags",
      externalUserid,
      userid,
      fields: [...(added.length > 0 ? ["added"] : []), ...(removed.length > 0 ? ["removed"] : [])],
    }));
}

function asList(value: unknown): string[] {
  const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return Array.isArray(parsed) ? parsed.filter((item) => typeof item === "string") : [];
}
