import type { Actor, App } from "../app";
import { customerScopeSql } from "../contacts";
import type { RowProblem } from "./imports.schema";
import { plainPhone, type RowPlan } from "./read-row";

export type Match =
  | { state: "found"; externalUserid: string }
  | { state: "not_found" | "ambiguous"; problem: RowProblem };

const PAGE = 5_000;

interface Known {
  phones: Map<string, Set<string>>;
  phonesOf: Map<string, Set<string>>;
  remarks: Map<string, Set<string>>;
  names: Map<string, Set<string>>;
  ids: Set<string>;
}

/**
 * Finds the customer of each row among those the actor may see: by id, else by phone, else by a remark or name that only
 * one of them has. Two that fit are a question, never a guess.
 */
export async function matchCustomers(app: App, actor: Actor, plans: Pick<RowPlan, "keys">[]): Promise<Match[]> {
  const known = await lookUp(app, actor, plans);
  return plans.map(({ keys }) => match(known, keys));
}

function match(known: Known, keys: RowPlan["keys"]): Match {
  const { external_userid: id, phone, remark, name } = keys;
  if (id !== undefined) {
    if (known.ids.has(id)) return { state: "found", externalUserid: id };
    return notFound(`没有客户 ID 为「${id}」的客户`, "请核对 ID，或确认您负责这位客户");
  }
  if (phone === undefined && remark === undefined && name === undefined) {
    return notFound("这一行没有手机、备注或姓名", "请至少填写一项，用来找到客户");
  }
  if (phone !== undefined) {
    const found = known.phones.get(phone);
    if (found) return only(found, `手机号 ${phone}`);
  }
  const named = byWords(known, remark, name);
  if (!named) return notFound("没有找到这位客户", "请核对姓名、备注和手机，或改填客户 ID");
  const fitting = [...named.found].filter((candidate) => !hasOtherPhone(known, candidate, phone));
  if (fitting.length === 0) {
    return notFound(`找到同名客户，但手机号不是 ${phone}`, "请核对手机号，或改填客户 ID");
  }
  return only(new Set(fitting), named.words);
}

function byWords(
  known: Known,
  remark: string | undefined,
  name: string | undefined,
): { found: Set<string>; words: string } | null {
  const remarked = remark === undefined ? undefined : known.remarks.get(remark);
  const called = name === undefined ? undefined : union(known.names.get(name), known.remarks.get(name));
  if (remarked && called) {
    const both = new Set([...remarked].filter((id) => called.has(id)));
    if (both.size > 0) return { found: both, words: `备注「${remark}」、姓名「${name}」` };
  }
  if (remarked) return { found: remarked, words: `备注「${remark}」` };
  return called && called.size > 0 ? { found: called, words: `姓名「${name}」` } : null;
}

function union(a: Set<string> | undefined, b: Set<string> | undefined): Set<string> {
  return new Set([...(a ?? []), ...(b ?? [])]);
}

/** Somebody of that name whose phone is known and is another one is somebody else. */
function hasOtherPhone(known: Known, externalUserid: string, phone: string | undefined): boolean {
  const phones = known.phonesOf.get(externalUserid);
  return phone !== undefined && phones !== undefined && !phones.has(phone);
}

function only(found: Set<string>, words: string): Match {
  const [first] = found;
  if (found.size === 1 && first !== undefined) return { state: "found", externalUserid: first };
  const todo = "请改填客户 ID，或补上手机号";
  return { state: "ambiguous", problem: { column: "", text: `${words}对应 ${found.size} 位客户`, todo } };
}

function notFound(text: string, todo: string): Match {
  return { state: "not_found", problem: { column: "", text, todo } };
}

async function lookUp(app: App, actor: Actor, plans: Pick<RowPlan, "keys">[]): Promise<Known> {
  const wanted = (key: keyof RowPlan["keys"]) =>
    new Set(
      plans.flatMap(({ keys }) =>
        keys.external_userid !== undefined && key !== "external_userid" ? [] : (keys[key] ?? []),
      ),
    );
  const words = new Set([...wanted("remark"), ...wanted("name")]);
  const known: Known = {
    phones: new Map(),
    phonesOf: new Map(),
    remarks: await remarked(app, actor, [...words]),
    names: await named(app, actor, [...wanted("name")]),
    ids: await existing(app, actor, [...wanted("external_userid")]),
  };
  if (wanted("phone").size > 0) await addPhones(app, actor, known, wanted("phone"));
  return known;
}

async function existing(app: App, actor: Actor, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const scope = customerScopeSql(actor, "c.external_userid", "c.corp_id");
  const rows: { id: string }[] = await app.db.query(
    `SELECT c.external_userid AS id FROM external_contacts c WHERE c.corp_id = ? AND c.external_userid IN (?) AND ${scope.sql}`,
    [actor.corpId, ids, ...scope.params],
  );
  return new Set(rows.map((row) => row.id));
}

async function named(app: App, actor: Actor, names: string[]): Promise<Map<string, Set<string>>> {
  if (names.length === 0) return new Map();
  const scope = customerScopeSql(actor, "c.external_userid", "c.corp_id");
  const rows: { word: string; id: string }[] = await app.db.query(
    `SELECT c.name AS word, c.external_userid AS id FROM external_contacts c WHERE c.corp_id = ? AND c.name IN (?) AND ${scope.sql}`,
    [actor.corpId, names, ...scope.params],
  );
  return grouped(rows);
}

async function remarked(app: App, actor: Actor, remarks: string[]): Promise<Map<string, Set<string>>> {
  const scope = memberScope(actor);
  if (remarks.length === 0 || !scope) return new Map();
  const rows: { word: string; id: string }[] = await app.db.query(
    `SELECT r.remark AS word, r.external_userid AS id FROM follow_relations r WHERE r.corp_id = ? AND r.remark IN (?) AND ${scope.sql}`,
    [actor.corpId, remarks, ...scope.params],
  );
  return grouped(rows);
}

/** Remarks and phones belong to a member's relation, so only those of members in the actor's scope count. */
function memberScope(actor: Actor): { sql: string; params: unknown[] } | null {
  if (actor.scope === "all") return { sql: "1 = 1", params: [] };
  return actor.scope.length > 0 ? { sql: "r.userid IN (?)", params: [actor.scope] } : null;
}

function grouped(rows: { word: string; id: string }[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { word, id } of rows) groups.set(word, (groups.get(word) ?? new Set()).add(id));
  return groups;
}

/** Phones are lists inside the relations: read once for all rows, in pages. */
async function addPhones(app: App, actor: Actor, known: Known, wanted: Set<string>): Promise<void> {
  const scope = memberScope(actor);
  if (!scope) return;
  for (let after = "0"; ; ) {
    const rows: { id: string; externalUserid: string; phones: unknown }[] = await app.db.query(
      `SELECT r.id, r.external_userid AS externalUserid, r.remark_mobiles AS phones FROM follow_relations r
       WHERE r.corp_id = ? AND r.id > ? AND JSON_LENGTH(r.remark_mobiles) > 0 AND ${scope.sql} ORDER BY r.id LIMIT ?`,
      [actor.corpId, after, ...scope.params, PAGE],
    );
    for (const { externalUserid, phones } of rows) {
      const list: string[] = typeof phones === "string" ? JSON.parse(phones) : (phones as string[]);
      const own = known.phonesOf.get(externalUserid) ?? new Set();
      for (const phone of list.map(plainPhone)) {
        own.add(phone);
        if (wanted.has(phone)) known.phones.set(phone, (known.phones.get(phone) ?? new Set()).add(externalUserid));
      }
      known.phonesOf.set(externalUserid, own);
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}
