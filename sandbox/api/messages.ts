import { createHash } from "node:crypto";
import { departmentTree, findMember, isVisible, type Member } from "../world/corp";
import { randomText } from "../world/ids";
import { issueResponseCode, putIntoInbox } from "../world/inbox";
import { beijingMidnight, DAY_SECONDS } from "../world/time";
import type { World } from "../world/world";
import { WecomFault } from "./fault";
import { Fields } from "./fields";
import { readPayload } from "./message-payloads";
import { type ApiCall, post, type Routes } from "./route";
import { checkCard, isUpdatable } from "./template-card";

const MINUTE_MESSAGES = 30;
const HOUR_MESSAGES = 1000;
const DAILY_PER_ACCOUNT = 200;
const KEPT_SENDS = 5000;
const MAX_DUPLICATE_SECONDS = 14_400;

interface Receivers {
  members: Member[];
  invaliduser: string[];
  invalidparty: string[];
  invalidtag: string[];
}

const split = (text: string | undefined): string[] => (text ? text.split("|").filter((part) => part !== "") : []);

function receiversOf(
  world: World,
  names: { users: string[]; parties: string[]; tags: string[]; all: boolean },
): Receivers {
  const everybody = world.state.corp.members.filter(isVisible);
  if (names.all) return { members: everybody, invaliduser: [], invalidparty: [], invalidtag: [] };
  const chosen = new Set<Member>();
  const invaliduser: string[] = [];
  const invalidparty: string[] = [];
  for (const userid of names.users) {
    const member = findMember(world, userid);
    if (member && isVisible(member)) chosen.add(member);
    else invaliduser.push(userid.toLowerCase());
  }
  for (const party of names.parties) {
    const known = world.state.corp.departments.some((row) => String(row.id) === party);
    const tree = known ? departmentTree(world, Number(party)) : [];
    const below = everybody.filter((member) => member.department.some((id) => tree.includes(id)));
    if (below.length === 0) invalidparty.push(party);
    for (const member of below) chosen.add(member);
  }
  return { members: [...chosen], invaliduser, invalidparty, invalidtag: names.tags }; // the corp has no member tags
}

function readReceivers(world: World, body: Fields): Receivers {
  const users = split(body.optionalText("touser"));
  const parties = split(body.optionalText("toparty"));
  const tags = split(body.optionalText("totag"));
  if (users.length + parties.length + tags.length === 0) throw new WecomFault(82001);
  if (users.length > 1000 || parties.length > 100 || tags.length > 100)
    throw new WecomFault(40058, "too many receivers");
  const receivers = receiversOf(world, { users, parties, tags, all: users.includes("@all") });
  if (receivers.members.length === 0) throw new WecomFault(81013);
  return receivers;
}

/** A member gets 30 messages of an app a minute and 1000 an hour; the rest is dropped without a word. */
function withinRate(world: World, agentId: number, userid: string): boolean {
  const { deliveries } = world.state.appMessages;
  const key = `${agentId}|${userid}`;
  const now = world.nowMs();
  const recent = (deliveries[key] ?? []).filter((at) => at > now - 3_600_000);
  deliveries[key] = recent;
  if (recent.length >= HOUR_MESSAGES || recent.filter((at) => at > now - 60_000).length >= MINUTE_MESSAGES)
    return false;
  recent.push(now);
  return true;
}

function countDaily(world: World, agentId: number, messages: number): void {
  const { daily } = world.state.appMessages;
  const key = `${agentId}|${beijingMidnight(world.now())}`;
  for (const other of Object.keys(daily)) if (other.startsWith(`${agentId}|`) && other !== key) delete daily[other];
  const total = (daily[key] ?? 0) + messages;
  if (total > world.state.corp.members.length * DAILY_PER_ACCOUNT) throw new WecomFault(45009);
  daily[key] = total;
}

/** The same JSON whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const rows = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${rows.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`;
}

/** @returns the msgid of the identical message that went out within the interval. */
function duplicateOf(world: World, body: Fields, agentId: number, msgid: string): string | undefined {
  if (body.optionalInt("enable_duplicate_check") !== 1) return undefined;
  const seconds = body.optionalInt("duplicate_check_interval", { min: 1, max: MAX_DUPLICATE_SECONDS }) ?? 1800;
  const { duplicates } = world.state.appMessages;
  const now = world.now();
  for (const [key, row] of Object.entries(duplicates)) if (row.untilAt <= now) delete duplicates[key];
  const key = createHash("sha1")
    .update(`${agentId}${canonical(body.source)}`)
    .digest("hex");
  const known = duplicates[key];
  if (known) return known.msgid;
  duplicates[key] = { msgid, untilAt: now + seconds };
  return undefined;
}

/** Names in place of `$userName=USERID$` and `$departmentName=ID$`. */
function translateIds(world: World, payload: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(payload)
    .replace(/\$user(?:Name|Alias|AliasOrName)=([^$"]+)\$/g, (whole, id) => findMember(world, id)?.name ?? whole)
    .replace(/\$departmentName=(\d+)\$/g, (whole, id) => {
      return world.state.corp.departments.find((row) => String(row.id) === id)?.name ?? whole;
    })
    .replace(/\$externalUserName=([^$"]+)\$/g, (whole, ids: string) => {
      return world.state.customers[ids.split("/").at(-1)!]?.name ?? whole;
    })
    .replace(/\$chatName=([^$"]+)\$/g, (whole, id: string) => world.state.groups[id]?.name ?? whole);
  return JSON.parse(text) as Record<string, unknown>;
}

function requireOwnAgent({ body, app }: ApiCall): void {
  const agentId = body.optionalInt("agentid");
  if (agentId !== undefined ? agentId !== app.agentId : body.optionalText("msgtype") !== "miniprogram_notice") {
    throw new WecomFault(40056);
  }
}

function send(call: ApiCall) {
  const { world, body, app } = call;
  requireOwnAgent(call);
  const { msgtype, payload } = readPayload(world, body);
  const receivers = readReceivers(world, body);
  const fresh = randomText(40);
  const known = duplicateOf(world, body, app.agentId, fresh);
  const msgid = known ?? fresh;
  const lists = {
    ...(receivers.invaliduser.length > 0 ? { invaliduser: receivers.invaliduser.join("|") } : {}),
    ...(receivers.invalidparty.length > 0 ? { invalidparty: receivers.invalidparty.join("|") } : {}),
    ...(receivers.invalidtag.length > 0 ? { invalidtag: receivers.invalidtag.join("|") } : {}),
  };
  if (known !== undefined) return { ...lists, msgid };
  countDaily(world, app.agentId, receivers.members.length);
  const shown = body.optionalInt("enable_id_trans") === 1 ? translateIds(world, payload) : payload;
  const delivered = receivers.members.filter((member) => withinRate(world, app.agentId, member.userid));
  for (const { userid } of delivered) {
    putIntoInbox(world, userid, {
      at: world.now(),
      msgid,
      agentId: app.agentId,
      msgtype,
      body: structuredClone(shown),
    });
  }
  const recipients = delivered.map((member) => member.userid);
  forgetOldSends(world);
  world.state.appMessages.sent[msgid] = { agentId: app.agentId, at: world.now(), recipients };
  if (msgtype !== "template_card" || !isUpdatable(payload)) return { ...lists, msgid };
  return { ...lists, msgid, response_code: issueResponseCode(world, app.agentId, msgid, String(payload.task_id)) };
}

/** Too many to keep: what is too old to be recalled goes. */
function forgetOldSends(world: World): void {
  const { sent } = world.state.appMessages;
  const rows = Object.entries(sent);
  if (rows.length < KEPT_SENDS) return;
  for (const [msgid, row] of rows) if (row.at + 7 * DAY_SECONDS < world.now()) delete sent[msgid];
}

function recall({ world, body, app }: ApiCall) {
  const msgid = body.text("msgid", { missing: 40058 });
  const { sent, inboxes } = world.state.appMessages;
  const message = sent[msgid];
  if (!message || message.agentId !== app.agentId) throw new WecomFault(40058, "invalid msgid");
  if (message.at + DAY_SECONDS < world.now()) throw new WecomFault(42052);
  for (const userid of message.recipients) {
    inboxes[userid] = (inboxes[userid] ?? []).filter((row) => row.msgid !== msgid);
  }
  return {};
}

function updateCard(call: ApiCall) {
  const { world, body, app } = call;
  requireOwnAgent(call);
  const code = world.state.appMessages.responseCodes[body.text("response_code", { missing: 60140 })];
  if (!code || code.used || code.endsAt <= world.now() || code.agentId !== app.agentId) throw new WecomFault(60140);
  const replaceName = body.object("button")?.text("replace_name");
  const card = body.object("template_card");
  if (replaceName === undefined && !card) throw new WecomFault(40063, "missing button and template_card");
  const fresh = card ? checkCard(world, new Fields({ task_id: code.taskId, ...card.source })) : undefined;
  const names = {
    users: body.texts("userids", { max: 1000 }),
    parties: body.ints("partyids", { max: 100 }).map(String),
    tags: body.ints("tagids", { max: 100 }).map(String),
    all: body.optionalInt("atall") === 1,
  };
  const receivers = receiversOf(world, names);
  code.used = true;
  const targets = new Set(receivers.members.map((member) => member.userid));
  const toAll = names.users.length + names.parties.length + names.tags.length === 0;
  for (const [userid, rows] of Object.entries(world.state.appMessages.inboxes)) {
    if (!toAll && !targets.has(userid)) continue;
    for (const row of rows.filter((message) => message.msgid === code.msgid)) {
      if (fresh) row.body = structuredClone(fresh);
      if (replaceName !== undefined) row.replaceName = replaceName;
    }
  }
  return { invaliduser: receivers.invaliduser };
}

export const messageRoutes: Routes = {
  "message/send": post("app", send),
  "message/recall": post("app", recall),
  "message/update_template_card": post("app", updateCard),
};
