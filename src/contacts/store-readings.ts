import type { App } from "../app";
import type { Tx } from "../platform/db";
import type { WecomExternalContact } from "../wecom";
import type { RelationStatus } from "./follow-relation.entity";
import { isLive, observe, type RelationState } from "./relation-state";
import { type NewCustomerEvent, recordCustomerEvents } from "./timeline";

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
}

export interface StoreOutcome {
  /** Pairs that were unknown, or ended, until this reading. */
  found: number;
}

interface StoredRelation {
  id: string;
  external_userid: string;
  userid: string;
  status: RelationStatus;
  followed_at: Date | null;
  ended_at: Date | null;
  read_at: Date | null;
  personal_tags: unknown;
}

const pairKey = (externalUserid: string, userid: string) => `${externalUserid} ${userid.toLowerCase()}`;
const cut = (text: string, length: number) => [...text].slice(0, length).join("");
const cutOrNull = (text: string | null | undefined, length: number) => (text ? cut(text, length) : null);

/** Writes pairs as WeCom showed them, their tags, and the news they make. Bears the same reading twice. */
export async function storeReadings(
  app: App,
  tx: Tx,
  readings: Reading[],
  options: StoreOptions,
): Promise<StoreOutcome> {
  if (readings.length === 0) return { found: 0 };
  await upsertContacts(tx, readings, options);
  const stored = await lockRelations(tx, readings, options.corpId);
  const fresh = readings.filter((reading) => {
    const known = stored.get(pairKey(reading.contact.external_userid, reading.userid));
    return !known?.read_at || known.read_at <= options.readAt;
  });
  const outcome = await upsertRelations(app, tx, readings, stored, options);
  await replaceTags(app, tx, fresh, stored, options);
  return outcome;
}

async function upsertContacts(tx: Tx, readings: Reading[], { corpId, readAt }: StoreOptions): Promise<void> {
  const byId = new Map<string, { contact: WecomExternalContact; activeAt: Date }>();
  for (const { contact, followedAt } of readings) {
    const known = byId.get(contact.external_userid);
    if (!known || known.activeAt < followedAt) byId.set(contact.external_userid, { contact, activeAt: followedAt });
  }
  const rows = [...byId.values()]
    .sort((a, b) => (a.contact.external_userid < b.contact.external_userid ? -1 : 1))
    .map(({ contact, activeAt }) => [
      corpId,
      contact.external_userid,
      cut(contact.name, 128),
      contact.avatar && contact.avatar.length <= 1_024 ? contact.avatar : null,
      contact.type,
      contact.gender,
      contact.unionid ?? null,
      cutOrNull(contact.position, 128),
      cutOrNull(contact.corp_full_name ?? contact.corp_name, 255),
      activeAt,
      readAt,
    ]);
  const newer = (column: string) =>
    `${column} = IF(read_at IS NULL OR read_at <= VALUES(read_at), VALUES(${column}), ${column})`;
  await tx.query(
    `INSERT INTO external_contacts
       (corp_id, external_userid, name, avatar, type, gender, unionid, position, corp_name, last_activity_at, read_at)
     VALUES ?
     ON DUPLICATE KEY UPDATE
       ${["name", "avatar", "type", "gender", "unionid", "position", "corp_name"].map(newer).join(", ")},
       last_activity_at = GREATEST(last_activity_at, VALUES(last_activity_at)),
       read_at = GREATEST(COALESCE(read_at, VALUES(read_at)), VALUES(read_at))`,
    [rows],
  );
}

async function lockRelations(tx: Tx, readings: Reading[], corpId: string): Promise<Map<string, StoredRelation>> {
  const pairs = readings.map((reading) => [reading.contact.external_userid, reading.userid]);
  const rows: StoredRelation[] = await tx.query(
    `SELECT id, external_userid, userid, status, followed_at, ended_at, read_at, personal_tags FROM follow_relations
     WHERE corp_id = ? AND (external_userid, userid) IN (?) ORDER BY id FOR UPDATE`,
    [corpId, pairs],
  );
  return new Map(rows.map((row) => [pairKey(row.external_userid, row.userid), row]));
}

function stateOf(row: StoredRelation | undefined): RelationState | null {
  return row ? { status: row.status, followedAt: row.followed_at, endedAt: row.ended_at } : null;
}

async function upsertRelations(
  app: App,
  tx: Tx,
  readings: Reading[],
  stored: Map<string, StoredRelation>,
  options: StoreOptions,
): Promise<StoreOutcome> {
  const { corpId, readAt, newsSince } = options;
  const timeline: NewCustomerEvent[] = [];
  let found = 0;
  const sorted = [...readings].sort((a, b) =>
    pairKey(a.contact.external_userid, a.userid) < pairKey(b.contact.external_userid, b.userid) ? -1 : 1,
  );
  const rows: unknown[][] = [];
  for (const reading of sorted) {
    const externalUserid = reading.contact.external_userid;
    const before = stored.get(pairKey(externalUserid, reading.userid));
    const state = observe(stateOf(before), { kind: "read", followedAt: reading.followedAt });
    rows.push([
      corpId,
      externalUserid,
      before?.userid ?? reading.userid,
      state.status,
      cut(reading.remark, 128),
      cut(reading.description, 1_024),
      cutOrNull(reading.remarkCorpName, 128),
      JSON.stringify(reading.remarkMobiles.filter((mobile) => mobile !== "")),
      JSON.stringify(reading.personalTags ?? asList(before?.personal_tags)),
      reading.addWay,
      reading.operUserid,
      cutOrNull(reading.state, 128),
      state.followedAt,
      state.endedAt,
      readAt,
      options.syncRunId ?? null,
    ]);
    if (!isLive(stateOf(before)) && isLive(state)) {
      found += 1;
      timeline.push(
        addedEntry({ corpId, externalUserid, userid: reading.userid, at: reading.followedAt, addWay: reading.addWay }),
      );
      if (newsSince && reading.followedAt >= newsSince) {
        const payload = { externalUserid, userid: reading.userid };
        await app.work.publish(tx, {
          corpId,
          name: "contact.added",
          payload,
          dedupeKey: newsKey("added", payload, reading.followedAt),
        });
      }
    }
  }
  const newer = (column: string) =>
    `${column} = IF(read_at IS NULL OR read_at <= VALUES(read_at), VALUES(${column}), ${column})`;
  const details = [
    "remark",
    "description",
    "remark_corp_name",
    "remark_mobiles",
    "personal_tags",
    "add_way",
    "oper_userid",
    "state",
  ];
  await tx.query(
    `INSERT INTO follow_relations
       (corp_id, external_userid, userid, status, remark, description, remark_corp_name, remark_mobiles, personal_tags,
        add_way, oper_userid, state, followed_at, ended_at, read_at, sync_run_id)
     VALUES ?
     ON DUPLICATE KEY UPDATE
       ${details.map(newer).join(", ")},
       status = VALUES(status), followed_at = VALUES(followed_at), ended_at = VALUES(ended_at),
       sync_run_id = COALESCE(VALUES(sync_run_id), sync_run_id),
       read_at = GREATEST(COALESCE(read_at, VALUES(read_at)), VALUES(read_at))`,
    [rows],
  );
  await recordCustomerEvents(tx, timeline);
  return { found };
}

/** Replaces the corp tags of each pair. Pairs seen for the first time make no news of their tags. */
async function replaceTags(
  app: App,
  tx: Tx,
  readings: Reading[],
  stored: Map<string, StoredRelation>,
  options: StoreOptions,
): Promise<void> {
  if (readings.length === 0) return;
  const { corpId, readAt } = options;
  const pairs = readings.map((reading) => [reading.contact.external_userid, reading.userid]);
  const existing: { external_userid: string; userid: string; tag_id: string }[] = await tx.query(
    "SELECT external_userid, userid, tag_id FROM relation_tags WHERE corp_id = ? AND (external_userid, userid) IN (?)",
    [corpId, pairs],
  );
  const before = new Map<string, Set<string>>();
  for (const row of existing) {
    const key = pairKey(row.external_userid, row.userid);
    before.set(key, (before.get(key) ?? new Set()).add(row.tag_id));
  }
  for (const reading of readings) {
    const externalUserid = reading.contact.external_userid;
    const key = pairKey(externalUserid, reading.userid);
    const had = before.get(key) ?? new Set<string>();
    const has = new Set(reading.tagIds);
    const added = [...has].filter((tagId) => !had.has(tagId));
    const removed = [...had].filter((tagId) => !has.has(tagId));
    const change = { corpId, externalUserid, userid: reading.userid, added, removed };
    await writeTagChange(tx, change);
    if (stored.has(key)) await announceTagChange(app, tx, change, { at: readAt, actor: reading.userid, via: "wecom" });
  }
}

export interface TagChange {
  corpId: string;
  externalUserid: string;
  userid: string;
  added: string[];
  removed: string[];
}

export async function writeTagChange(tx: Tx, change: TagChange): Promise<void> {
  const { corpId, externalUserid, userid, added, removed } = change;
  if (added.length > 0) {
    await tx.query(
      `INSERT INTO relation_tags (corp_id, external_userid, userid, tag_id) VALUES ?
       ON DUPLICATE KEY UPDATE tag_id = relation_tags.tag_id`,
      [[...added].sort().map((tagId) => [corpId, externalUserid, userid, tagId])],
    );
  }
  if (removed.length > 0) {
    await tx.query(
      "DELETE FROM relation_tags WHERE corp_id = ? AND external_userid = ? AND userid = ? AND tag_id IN (?)",
      [corpId, externalUserid, userid, removed],
    );
  }
}

/** The timeline and the news, when anything changed at all. `via`: a member in WeCom, a person here, or a rule. */
export async function announceTagChange(
  app: App,
  tx: Tx,
  change: TagChange,
  context: { at: Date; actor: string | null; via: "wecom" | "console" | "rule" },
): Promise<void> {
  const { corpId, externalUserid, userid, added, removed } = change;
  if (added.length === 0 && removed.length === 0) return;
  const entry = (kind: "tag.added" | "tag.removed", tagIds: string[]): NewCustomerEvent[] =>
    tagIds.map((tagId) => ({
      corpId,
      externalUserid,
      at: context.at,
      kind,
      actor: context.actor,
      data: { tagId, userid, via: context.via },
      dedupeKey: `${kind}:${pairKey(externalUserid, userid)}:${tagId}:${context.at.getTime()}`,
    }));
  await recordCustomerEvents(tx, [...entry("tag.added", added), ...entry("tag.removed", removed)]);
  await app.work.publish(tx, { corpId, name: "tag.changed", payload: { externalUserid, userid, added, removed } });
}

export function addedEntry(input: {
  corpId: string;
  externalUserid: string;
  userid: string;
  at: Date;
  addWay: number | null;
}): NewCustomerEvent {
  const { corpId, externalUserid, userid, at, addWay } = input;
  const data = { userid, ...(addWay !== null && { addWay }) };
  return {
    corpId,
    externalUserid,
    at,
    kind: "contact.added",
    actor: userid,
    data,
    dedupeKey: newsKey("added", { externalUserid, userid }, at),
  };
}

/** The same change of one pair is news once, whether an event or a sync brought it, and however often. */
export function newsKey(
  what: "added" | "lost" | "half",
  pair: { externalUserid: string; userid: string },
  at: Date,
): string {
  return `contact.${what}:${pairKey(pair.externalUserid, pair.userid)}:${Math.floor(at.getTime() / 1_000)}`;
}

function asList(value: unknown): string[] {
  const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return Array.isArray(parsed) ? parsed.filter((item) => typeof item === "string") : [];
}
