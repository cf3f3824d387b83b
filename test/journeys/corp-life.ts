import type { TestSandbox } from "../sandbox";

/** Counts of what really happened, to hold the store's own accounts against. */
export interface Happened {
  added: Map<string, number>;
  lost: Map<string, number>;
  joined: Map<string, number>;
  /** At most so many welcome codes were given. */
  codes: number;
}

interface Pair {
  userid: string;
  externalUserid: string;
  state: "none" | "half" | "full" | "lost" | "gone";
  /** When the last change of the relation itself happened: times of events are whole seconds. */
  changedAt: number;
}
interface Group {
  chatId: string;
  owner: string;
  customers: Set<string>;
  dismissed: boolean;
  changedAt: number;
}

/** Two changes of one relation in one second cannot be told apart by anybody who only hears of them. */
const APART_MS = 2_100;
const ACTS_AT_ONCE = 50;
const GROUP_SHARE = 0.2;
const TAG_SHARE = 0.01;
const NEW_SHARE = 0.3;
const TAGS = 40;

type Act = { type: string } & Record<string, unknown>;

/**
 * A corp at work in fast motion: members and customers meet, part and meet again, remarks and tags are edited, groups
 * change, the admin renames tags. Keeps count of what really happened.
 */
export class CorpLife {
  readonly happened: Happened = { added: new Map(), lost: new Map(), joined: new Map(), codes: 0 };
  readonly #pairs: Pair[] = [];
  readonly #groups: Group[] = [];
  readonly #tagIds: string[] = [];
  readonly #random: () => number;

  constructor(
    readonly sandbox: TestSandbox,
    readonly members: readonly string[],
    readonly size: { customers: number; groups: number },
    seed = 7,
  ) {
    this.#random = randomFrom(seed);
  }

  /** Tags and groups, made one by one because their ids are WeCom's. */
  async begin(): Promise<void> {
    for (let n = 0; n < TAGS; n += 1) {
      const { tagId } = await this.sandbox.act("tag.create", { groupName: "群策", name: `标签${n}` });
      this.#tagIds.push(tagId!);
    }
    for (let n = 0; n < this.size.groups; n += 1) {
      const owner = this.members[n % this.members.length]!;
      const name = `群${n}`;
      const { chatId } = await this.sandbox.act("group.create", {
        owner,
        members: [...this.members],
        customers: [],
        name,
      });
      this.#groups.push({ chatId: chatId!, owner, customers: new Set(), dismissed: false, changedAt: 0 });
    }
  }

  /** Does `count` things, at most `perSecond`; `onProgress` hears how many are done, and is waited for. */
  async run(count: number, perSecond: number, onProgress: (done: number) => Promise<void>): Promise<void> {
    for (let done = 0; done < count; ) {
      const events = Array.from({ length: Math.min(ACTS_AT_ONCE, count - done) }, () => this.#next());
      const answer = await this.sandbox.control<{ refused: number; refusals: unknown[] }>("POST", "/storm", {
        events,
        rate: perSecond,
        parallel: 16,
      });
      if (answer.refused > 0) throw new Error(`the story has a hole: ${JSON.stringify(answer.refusals)}`);
      done += events.length;
      await onProgress(done);
    }
  }

  #next(): Act {
    const dice = this.#random();
    if (dice < TAG_SHARE) return this.#renameTag();
    if (dice < TAG_SHARE + GROUP_SHARE) return this.#changeGroup() ?? this.#renameTag();
    return this.#changePair();
  }

  #renameTag(): Act {
    return { type: "tag.rename", tagId: this.#oneOf(this.#tagIds), name: `标签${Math.floor(this.#random() * 1e9)}` };
  }

  #changePair(): Act {
    const mayGrow = this.#pairs.length < this.size.customers;
    if (mayGrow && (this.#pairs.length < 20 || this.#random() < NEW_SHARE)) return this.#meet(this.#newPair());
    const pair = this.#oneOf(this.#pairs)!;
    const { userid, externalUserid } = pair;
    const who = { userid, externalUserid };
    const isSettled = Date.now() - pair.changedAt > APART_MS;
    if (pair.state === "half")
      return isSettled ? this.#set(pair, "full", { type: "customer.accept", ...who }) : this.#renameTag();
    if (pair.state !== "full") return isSettled ? this.#meet(pair) : this.#renameTag();
    const dice = this.#random();
    if (!isSettled || dice >= 0.08) return this.#edit(who, dice);
    bump(this.happened.lost, key(pair));
    const by = dice < 0.05 ? "customer" : "member";
    return this.#set(pair, by === "customer" ? "lost" : "gone", { type: "customer.delete", ...who, by });
  }

  #edit(who: { userid: string; externalUserid: string }, dice: number): Act {
    const tagId = this.#oneOf(this.#tagIds);
    const other = this.#oneOf(this.#tagIds);
    return {
      type: "customer.edit",
      ...who,
      ...(dice < 0.5 && { remark: `备注${Math.floor(dice * 1e8)}` }),
      ...(dice >= 0.4 && dice < 0.7 && { description: `说明${Math.floor(dice * 1e8)}` }),
      ...(dice >= 0.5 && { addTagIds: [tagId] }),
      ...(dice >= 0.8 && other !== tagId && { removeTagIds: [other] }),
    };
  }

  #newPair(): Pair {
    const n = this.#pairs.length;
    const userid = this.members[n % this.members.length]!;
    const externalUserid = `wmLIFE${String(n).padStart(6, "0")}`;
    const pair: Pair = { userid, externalUserid, state: "none", changedAt: 0 };
    this.#pairs.push(pair);
    return pair;
  }

  #meet(pair: Pair): Act {
    const { userid, externalUserid } = pair;
    const half = this.#random() < 0.05;
    bump(this.happened.added, key(pair));
    this.happened.codes += 1;
    return this.#set(pair, half ? "half" : "full", { type: "customer.add", userid, externalUserid, addWay: 1, half });
  }

  #changeGroup(): Act | null {
    const living = this.#groups.filter((one) => !one.dismissed);
    const group = this.#oneOf(living)!;
    const { chatId } = group;
    const dice = this.#random();
    const change = (fields: Record<string, unknown>): Act => ({ type: "group.change", chatId, ...fields });
    if (dice < 0.01 && living.length > 3) {
      group.dismissed = true;
      return { type: "group.dismiss", chatId };
    }
    if (dice < 0.15) return change({ change: "change_name", name: `群${Math.floor(dice * 1e8)}` });
    if (dice < 0.25) return change({ change: "change_notice", notice: `公告${Math.floor(dice * 1e8)}` });
    if (dice < 0.3) {
      group.owner = this.members.find((userid) => userid !== group.owner)!;
      return change({ change: "change_owner", owner: group.owner });
    }
    const customer = this.#oneOf(this.#pairs.filter((pair) => pair.state === "full"));
    if (!customer) return null;
    const { externalUserid } = customer;
    if (group.customers.has(externalUserid)) {
      if (Date.now() - group.changedAt < APART_MS) return null;
      group.customers.delete(externalUserid);
      return change({ change: "del_member", customers: [externalUserid] });
    }
    group.customers.add(externalUserid);
    group.changedAt = Date.now();
    bump(this.happened.joined, `${chatId} ${externalUserid}`);
    return change({ change: "add_member", customers: [externalUserid], scene: 3 });
  }

  #set(pair: Pair, state: Pair["state"], act: Act): Act {
    pair.state = state;
    pair.changedAt = Date.now();
    return act;
  }

  #oneOf<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.#random() * all.length)];
  }
}

export const key = (pair: { userid: string; externalUserid: string }) => `${pair.externalUserid} ${pair.userid}`;

function bump(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
