import { setImmediate as nextTurn } from "node:timers/promises";
import { Random } from "../demo/random";
import { enlargeHeap } from "../large-heap";
import { type Member, servesCustomers } from "./corp";
import { createCustomer, createRelation } from "./customers";
import { createGroup } from "./groups";
import { LARGE_WORLD } from "./snapshot";
import { corpTagGroups, createTag, createTagGroup } from "./tags";
import { DAY_SECONDS } from "./time";
import type { World } from "./world";

const ROWS_A_TURN = 2000;
const YEAR_SECONDS = 365 * DAY_SECONDS;
const SURNAMES = [..."王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"];
const GIVEN = [..."伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英建华志国文"];
const TAGS: [group: string, names: string[]][] = [
  ["等级", ["普通", "银卡", "金卡", "钻石"]],
  ["来源", ["门店", "扫码", "转介绍", "活动"]],
  ["意向", ["高", "中", "低"]],
];
/** As WeCom's: by QR code, phone number, card, group, WeChat contact, link. */
const ADD_WAYS = [1, 2, 3, 4, 6, 16];

export interface BulkInput {
  /** New members who serve customers; 0 = those who do already. */
  members: number;
  customers: number;
  followersPerCustomer: number;
  groups: number;
  membersPerGroup: number;
  /** Decides names, remarks, tags and times: the same seed gives the same world but for its ids. */
  seed: number;
}

/** Adds a large stock of customers that was there before: nothing is called back. Calls are served in between. */
export async function addInBulk(world: World, input: BulkInput) {
  if (input.customers >= LARGE_WORLD) enlargeHeap();
  const random = new Random(input.seed);
  const made = hire(world, input.members, random);
  const owners = made.length > 0 ? made : world.state.corp.members.filter(servesCustomers);
  const followers = Math.min(input.followersPerCustomer, owners.length);
  const tags = tagIds(world);
  const held = new Map(owners.map(({ userid }): [string, string[]] => [userid, []]));
  for (let i = 0; i < input.customers; i++) {
    if (i % ROWS_A_TURN === 0) await nextTurn();
    const { externalUserid } = createCustomer(world, { name: personName(random), gender: random.pick([0, 1, 2]) });
    for (let k = 0; k < followers; k++) {
      const { userid } = owners[(i + k) % owners.length]!;
      follow(world, random, { userid, externalUserid, tags });
      held.get(userid)!.push(externalUserid);
    }
  }
  for (let i = 0; i < input.groups; i++) {
    if (i % 20 === 0) await nextTurn();
    const owner = owners[i % owners.length]!.userid;
    const own = held.get(owner)!;
    const size = Math.min(input.membersPerGroup - 1, own.length);
    const first = size === 0 ? 0 : random.between(0, own.length - size);
    const createdAt = ago(world, random);
    createGroup(world, {
      owner,
      members: [],
      customers: own.slice(first, first + size),
      name: `客户群${i + 1}`,
      createdAt,
    });
  }
  return { userids: made.map((member) => member.userid), relations: input.customers * followers, tagIds: tags };
}

const ago = (world: World, random: Random): number => world.now() - random.between(60, YEAR_SECONDS);
const personName = (random: Random): string =>
  random.pick(SURNAMES) + random.pick(GIVEN) + (random.chance(0.5) ? random.pick(GIVEN) : "");

function hire(world: World, count: number, random: Random): Member[] {
  const { members } = world.state.corp;
  const made: Member[] = [];
  for (let i = 0; i < count; i++) {
    const number = members.length + i + 1;
    made.push({
      userid: `bulk${String(number).padStart(5, "0")}`,
      name: personName(random),
      department: [world.state.corp.departments[0]!.id],
      position: "顾问",
      visible: true,
      contactEnabled: true,
      leftAt: null,
      consoleWelcome: null,
    });
  }
  members.push(...made);
  return made;
}

function tagIds(world: World): string[] {
  if (corpTagGroups(world).length === 0) {
    for (const [name, names] of TAGS) {
      const group = createTagGroup(world, { name, madeBy: null });
      names.forEach((tag, i) => {
        createTag(world, group, { name: tag, order: names.length - i, madeBy: null });
      });
    }
  }
  return corpTagGroups(world).flatMap((group) => group.tags.map((tag) => tag.id));
}

function follow(
  world: World,
  random: Random,
  { userid, externalUserid, tags }: { userid: string; externalUserid: string; tags: string[] },
): void {
  const tagIds = [random.chance(0.7) ? random.pick(tags) : null, random.chance(0.3) ? random.pick(tags) : null];
  createRelation(world, {
    userid,
    externalUserid,
    state: random.chance(0.03) ? "lost" : "full",
    createdAt: ago(world, random),
    addWay: random.pick(ADD_WAYS),
    channel: random.chance(0.2) ? `channel_${random.between(1, 20)}` : null,
    remark: random.chance(0.4) ? `${random.pick(SURNAMES)}${random.pick(["先生", "女士", "总"])}` : "",
    description: random.chance(0.1) ? `关注售后，${random.between(1, 12)}月回访` : "",
    remarkMobiles: random.chance(0.1) ? [`138${String(random.between(0, 99_999_999)).padStart(8, "0")}`] : [],
    tagIds: [...new Set(tagIds.filter((id) => id !== null))],
    welcomed: true,
  });
}
