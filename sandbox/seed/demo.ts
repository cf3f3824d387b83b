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
    content: unknown;
  }[];
}

export const demoCorpOf = (demo: DemoCorp): NewCorp => ({
  seed: "demo",
  name: "常青示例公司",
  departments: demo.departments,
  members: demo.members,
  archiveRange: demo.members.filter((member) => member.contactEnabled).map((member) => member.userid),
});

/** Puts the demo's life into a fresh corp. Nothing of it is called back: for the product it was there before. */
export function fillDemo(world: World, demo: DemoCorp): void {
  const now = world.now();
  const tagIds = fillTags(world, demo);
  for (const customer of demo.customers)
    createCustomer(world, { ...customer, ...(customer.avatar ? {} : { avatar: undefined }) });
  for (const row of demo.relations) {
    const createdAt = now - row.createdAgoSeconds;
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
    createGroup(world, { ...group, createdAt: now - createdAgoSeconds });
  }
  keep(world, [...prepared(world, demo)], true);
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

function* prepared(world: World, demo: DemoCorp): Generator<PreparedMessage> {
  const nowMs = world.nowMs();
  for (const { agoSeconds, ...message } of demo.messages) yield prepare(world, message, Math.round(nowMs - agoSeconds * 1000));
}
