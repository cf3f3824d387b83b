import type { App } from "../../src/app";
import type { TestSandbox } from "../sandbox";

/** One line per fact, so that a difference reads as what is missing and what is too much. */
export interface Facts {
  /** `since`: unix seconds of the present relation; 0 where nothing shows it. */
  relations: Map<string, { status: string; details: string; since: number }>;
  groups: Map<string, string>;
  tags: Map<string, string>;
}

interface Followed {
  external_contact: { external_userid: string; name: string };
  follow_info: {
    userid: string;
    remark: string;
    description: string;
    createtime: number;
    tag_id?: string[];
    state?: string;
  };
}
interface GroupChat {
  chat_id: string;
  name: string;
  owner: string;
  notice?: string;
  member_version: string;
  member_list: { userid: string; type: number }[];
}

const details = (of: {
  name: string;
  remark: string;
  description: string;
  followedAt: number | null;
  tags: string[];
  state: string | null;
}) => JSON.stringify([of.name, of.remark, of.description, of.followedAt, [...of.tags].sort(), of.state || null]);
const groupLine = (of: {
  name: string;
  owner: string;
  notice: string;
  version: string | null;
  people: string[];
  dismissed: boolean;
}) =>
  of.dismissed
    ? "dismissed"
    : JSON.stringify([of.name, of.owner, of.notice || "", of.version, [...new Set(of.people)].sort()]);

/** What WeCom shows and what only the people themselves know (who deleted whom), asked of the local WeCom. */
export async function truthOf(sandbox: TestSandbox, userids: readonly string[]): Promise<Facts> {
  const call = await wecomCaller(sandbox);
  const relations: Facts["relations"] = new Map();
  const { customers } = await sandbox.control<{
    customers: { externalUserid: string; followers: { userid: string; relation: string }[] }[];
  }>("GET", "/customers");
  for (const { externalUserid, followers } of customers) {
    for (const { userid, relation } of followers) {
      const status = relation === "lost" ? "deleted_by_customer" : relation;
      relations.set(`${externalUserid} ${userid}`, { status, details: "", since: 0 });
    }
  }
  for (let cursor = ""; ; ) {
    const page = await call<{ external_contact_list: Followed[]; next_cursor?: string }>(
      "/externalcontact/batch/get_by_user",
      { userid_list: userids, cursor, limit: 100 },
    );
    for (const { external_contact: contact, follow_info: follow } of page.external_contact_list) {
      const relation = relations.get(`${contact.external_userid} ${follow.userid}`);
      if (!relation) throw new Error("WeCom lists a pair that is none");
      relation.since = follow.createtime;
      relation.details = details({
        name: contact.name,
        remark: follow.remark,
        description: follow.description,
        followedAt: follow.createtime,
        tags: follow.tag_id ?? [],
        state: follow.state ?? null,
      });
    }
    cursor = page.next_cursor ?? "";
    if (cursor === "") break;
  }
  return { relations, groups: await groupsOf(call, userids), tags: await tagsOf(call) };
}

type Call = <T>(path: string, body: unknown) => Promise<T>;

async function groupsOf(call: Call, userids: readonly string[]): Promise<Facts["groups"]> {
  const groups: Facts["groups"] = new Map();
  for (let cursor = ""; ; ) {
    const page = await call<{ group_chat_list: { chat_id: string }[]; next_cursor?: string }>(
      "/externalcontact/groupchat/list",
      { owner_filter: { userid_list: userids }, cursor, limit: 1_000 },
    );
    for (const { chat_id: chatId } of page.group_chat_list) {
      const { group_chat: chat } = await call<{ group_chat: GroupChat }>("/externalcontact/groupchat/get", {
        chat_id: chatId,
        need_name: 0,
      });
      const people = chat.member_list.map((one) => one.userid);
      const { name, owner, notice = "", member_version: version } = chat;
      groups.set(chatId, groupLine({ name, owner, notice, version, people, dismissed: false }));
    }
    cursor = page.next_cursor ?? "";
    if (cursor === "") return groups;
  }
}

async function tagsOf(call: Call): Promise<Facts["tags"]> {
  const { tag_group: groups } = await call<{
    tag_group: { group_name: string; tag: { id: string; name: string }[] }[];
  }>("/externalcontact/get_corp_tag_list", {});
  return new Map(groups.flatMap((group) => group.tag.map((tag) => [tag.id, `${group.group_name} ${tag.name}`])));
}

async function wecomCaller(sandbox: TestSandbox): Promise<Call> {
  const { corpId, appSecret } = sandbox.corp;
  const token = await fetch(`${sandbox.url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${appSecret}`);
  const { access_token: accessToken } = (await token.json()) as { access_token: string };
  return async <T>(path: string, body: unknown) => {
    const answer = await fetch(`${sandbox.url}/cgi-bin${path}?access_token=${accessToken}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    const parsed = (await answer.json()) as { errcode: number; errmsg: string };
    if (parsed.errcode !== 0) throw new Error(`${path}: ${parsed.errcode} ${parsed.errmsg}`);
    return parsed as T;
  };
}

/** The same facts as our tables have them. */
export async function storedFacts(app: App): Promise<Facts> {
  const { corpId } = app.config.wecom;
  const tagged: { external_userid: string; userid: string; tag_id: string }[] = await app.db.query(
    "SELECT external_userid, userid, tag_id FROM relation_tags WHERE corp_id = ?",
    [corpId],
  );
  const tagsOfPair = new Map<string, string[]>();
  for (const row of tagged) {
    const pair = `${row.external_userid} ${row.userid}`;
    tagsOfPair.set(pair, [...(tagsOfPair.get(pair) ?? []), row.tag_id]);
  }
  const rows: {
    external_userid: string;
    userid: string;
    status: string;
    name: string;
    remark: string;
    description: string;
    followed_at: Date | null;
    state: string | null;
  }[] = await app.db.query(
    `SELECT r.external_userid, r.userid, r.status, c.name, r.remark, r.description, r.followed_at, r.state
     FROM follow_relations r JOIN external_contacts c ON c.corp_id = r.corp_id AND c.external_userid = r.external_userid
     WHERE r.corp_id = ?`,
    [corpId],
  );
  const relations: Facts["relations"] = new Map(
    rows.map((row) => {
      const pair = `${row.external_userid} ${row.userid}`;
      const followedAt = row.followed_at ? Math.floor(row.followed_at.getTime() / 1_000) : null;
      const { name, remark, description, state, status } = row;
      const tags = tagsOfPair.get(pair) ?? [];
      const line = details({ name, remark, description, followedAt, tags, state });
      return [pair, { status, details: line, since: followedAt ?? 0 }];
    }),
  );
  const groupRows: {
    chat_id: string;
    name: string;
    owner_userid: string;
    notice: string;
    member_version: string | null;
    status: string;
  }[] = await app.db.query(
    "SELECT chat_id, name, owner_userid, notice, member_version, status FROM customer_groups WHERE corp_id = ?",
    [corpId],
  );
  const people: { chat_id: string; member_id: string }[] = await app.db.query(
    "SELECT chat_id, member_id FROM customer_group_members WHERE corp_id = ?",
    [corpId],
  );
  const peopleOf = new Map<string, string[]>();
  for (const row of people) peopleOf.set(row.chat_id, [...(peopleOf.get(row.chat_id) ?? []), row.member_id]);
  const groups: Facts["groups"] = new Map(
    groupRows.map((row) => [
      row.chat_id,
      groupLine({
        name: row.name,
        owner: row.owner_userid,
        notice: row.notice,
        version: row.member_version,
        people: peopleOf.get(row.chat_id) ?? [],
        dismissed: row.status === "dismissed",
      }),
    ]),
  );
  const tagRows: { tag_id: string; line: string }[] = await app.db.query(
    `SELECT t.tag_id, CONCAT(g.name, ' ', t.name) AS line FROM corp_tags t
     JOIN corp_tag_groups g ON g.corp_id = t.corp_id AND g.group_id = t.group_id
     WHERE t.corp_id = ? AND t.deleted_at IS NULL`,
    [corpId],
  );
  return { relations, groups, tags: new Map(tagRows.map((row) => [row.tag_id, row.line])) };
}
