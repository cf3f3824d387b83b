import { keepArchivedMedia, newMsgid } from "../world/archive";
import { createCustomer, createRelation } from "../world/customers";
import { createGroup } from "../world/groups";
import { keep, type PreparedMessage, prepare } from "../world/say";
import { countNewContact } from "../world/stats";
import { createTag, createTagGroup } from "../world/tags";
import type { World } from "../world/world";
import type { NewCorp } from "./fresh-state";

/** What `demo/demo-corp.ts` builds: a deterministic corp with a year of life in it. */
export interface DemoCorp {
  departments: { id: number; name: string; parentid: number }[];
  members: {
    userid: string;
    name: string;
    department: number[];
    position: string;
    visible: boolean;
    contactEnabled: boolean;
  }[];
  tagGroups: { name: string; tags: string[] }[];
  customers: { externalUserid: string; name: string; gender: 0 | 1 | 2; avatar: string }[];
  relations: {
    userid: string;
    externalUserid: string;
    remark: string;
    description: string;
    createdAgoSeconds: number;
    addWay: number;
    state?: string;
    tags: string[];
    remarkMobiles?: string[];
  }[];
  groups: {
    chatId: string;
    name: string;
    owner: string;
    members: string[];
    customers: string[];
    createdAgoSeconds: number;
  }[];
  messages: {
    agoSeconds: number;
    from: string;
    to?: string;
    chatId?: string;
    msgtype: string;
    /** A `revoke` names the message of this list that was withdrawn: `{recalls: i}`. */
    content: unknown;
  }[];
  /** The bytes behind the sdkfileids in the messages. */
  media: { sdkfileid: string; base64: string }[];
}

export const demoCorpOf = (demo: DemoCorp): NewCorp => ({
  seed: "demo",
  name: "常青净水",
  departments: demo.departments,
  members: demo.members,
  archiveRange: demo.members.filter((member) => member.contactEnabled).map((member) => member.userid),
});

/** Puts the demo's life into a fresh corp. Nothing of it is called back: for the product it was there before. */
export function fillDemo(world: World, demo: DemoCorp): void {
  const now = world.now();
  const tagIds = fillTags(world, demo);
  for (const { avatar, ...customer } of demo.customers) {
    createCustomer(world, avatar === "" ? customer : { ...customer, avatar });
  }
  for (const row of demo.relations) {
    const createdAt = Math.floor(now - row.createdAgoSeconds);
    createRelation(world, {
      userid: row.userid,
      externalUserid: row.externalUserid,
      state: "full",
      createdAt,
      remark: row.remark,
      description: row.description,
      addWay: row.addWay,
      channel: row.state ?? null,
      remarkMobiles: row.remarkMobiles ?? [],
      tagIds: row.tags.map((name) => tagIds.get(name)).filter((id) => id !== undefined),
      welcomed: true,
    });
    countNewContact(world, row.userid, createdAt, false);
  }
  for (const { createdAgoSeconds, ...group } of demo.groups) {
    createGroup(world, { ...group, createdAt: Math.floor(now - createdAgoSeconds) });
  }
  for (const { sdkfileid, base64 } of demo.media) keepArchivedMedia(world, sdkfileid, Buffer.from(base64, "base64"));
  keep(world, prepareAll(world, demo), true);
}

function fillTags(world: World, demo: DemoCorp): Map<string, string> {
  const ids = new Map<string, string>();
  demo.tagGroups.forEach((row, i) => {
    const group = createTagGroup(world, { name: row.name, order: demo.tagGroups.length - i, madeBy: null });
    row.tags.forEach((name, place) => {
      ids.set(name, createTag(world, group, { name, order: row.tags.length - place, madeBy: null }).id);
    });
  });
  return ids;
}

/** Every message has its msgid beforehand, because a withdrawal names the one it takes back. */
function prepareAll(world: World, demo: DemoCorp): PreparedMessage[] {
  const nowMs = world.nowMs();
  const rows: PreparedMessage[] = [];
  for (const { agoSeconds, ...message } of demo.messages) {
    const row = prepare(world, message, Math.floor(nowMs - agoSeconds * 1000));
    const { recalls } = message.content as { recalls?: number };
    const withdrawn = recalls === undefined ? undefined : rows[recalls]?.msgid;
    const msgid = newMsgid(row.atMs, row.external);
    rows.push({ ...row, msgid, ...(withdrawn === undefined ? {} : { recalls: withdrawn }) });
  }
  return rows;
}
