import type { TestSandbox } from "../sandbox";

/** Counts of what really happened, to hold the store's own accounts against. */
export interface Happened {
  added: Map<string, number>;
  lost: Map<string, number>;
  joined: Map<string, number>;
  codes: number;
  events: number;
}

interface Pair {
  userid: string;
  externalUserid: string;
  state: "none" | "half" | "full" | "lost" | "gone";
  /** When the last change of the relation itself happened: times of events are whole seconds. */
  changedAt: number;
  busy: boolean;
}
interface Group {
  chatId: string;
  owner: string;
  customers: Set<string>;
  dismissed: boolean;
  changedAt: number;
  busy: boolean;
}

/** Two changes of one relation in one second cannot be told apart by anybody who only hears of them. */
const APART_MS = 2_100;
const OPERATIONS_AT_ONCE = 12;
const GROUP_SHARE = 0.2;
const TAG_SHARE = 0.03;
const NEW_SHARE = 0.3;

/**
 * A corp at work in fast motion: members and customers meet, part and meet again, remarks and tags are edited, groups
 * change, the admin tidies the tags. Always the same story for the same seed; who is first is up to the machine.
 */
export class CorpLife {
  readonly happened: Happened = { added: new Map(), lost: new Map(), joined: new Map(), codes: 0, events: 0 };
  readonly pairs: Pair[] = [];
  readonly groups: Group[] = [];
  readonly tagIds: string[] = [];
  readonly #random: () => number;

  constructor(
    readonly sandbox: TestSandbox,
    readonly members: readonly string[],
    readonly size: { customers: number; groups: number },
    seed = 7,
  ) {
    this.#random = randomFrom(seed);
  }

  /** Does `count` things; `onProgress` hears how many are done, and is waited for. */
  async run(count: number, onProgress: (done: number) => Promise<void>): Promise<void> {
    let started = 0;
    let done = 0;
    const worker = async () => {
      while (started < count) {
        started += 1;
        await this.#oneThing();
        done += 1;
        this.happened.events = done;
        await onProgress(done);
      }
    };
    await Promise.all(Array.from({ length: OPERATIONS_AT_ONCE }, worker));
  }

  async #oneThing(): Promise<void> {
    const dice = this.#random();
    if (this.tagIds.length < 5 || dice < TAG_SHARE) return this.#tidyTags();
    if (dice < TAG_SHARE + GROUP_SHARE && this.pairs.length > 20) return this.#changeGroup();
    return this.#changePair();
  }

  async #tidyTags(): Promise<void> {
    const name = `标签${Math.floor(this.#random() * 1e9)}`;
    const tagId = this.tagIds.length > 40 ? this.#oneOf(this.tagIds) : undefined;
    if (tagId) {
      await this.sandbox.act("tag.rename", { tagId, name });
      return;
    }
    const made = await this.sandbox.act<{ tagId: string }>("tag.create", { groupName: "群策", name });
    this.tagIds.push(made.tagId);
  }

  async #changePair(): Promise<void> {
    const isFull = this.pairs.length >= this.size.customers;
    if (!isFull && (this.pairs.length < 20 || this.#random() < NEW_SHARE)) return this.#meet(this.#newPair());
    const pair = this.#idle(this.pairs);
    if (!pair) return this.#tidyTags();
    pair.busy = true;
    try {
      await this.#next(pair);
    } finally {
      pair.busy = false;
    }
  }

  async #next(pair: Pair): Promise<void> {
    const who = { userid: pair.userid, externalUserid: pair.externalUserid };
    const dice = this.#random();
    const isSettled = Date.now() - pair.changedAt > APART_MS;
    if (pair.state === "half") {
      if (!isSettled) return this.#tidyTags();
      await this.sandbox.act("customer.accept", who);
      return this.#set(pair, "full");
    }
    if (pair.state === "gone" || pair.state === "lost") {
      if (!isSettled) return this.#tidyTags();
      return this.#meet(pair);
    }
    if (isSettled && dice < 0.08) {
      const by = dice < 0.05 ? "customer" : "member";
      await this.sandbox.act("customer.delete", { ...who, by });
      bump(this.happened.lost, key(who));
      return this.#set(pair, by === "customer" ? "lost" : "gone");
    }
    const tagId = this.#oneOf(this.tagIds);
    await this.sandbox.act("customer.edit", {
      ...who,
      ...(dice < 0.5 && { remark: `备注${Math.floor(dice * 1e8)}` }),
      ...(dice >= 0.4 && dice < 0.7 && { description: `说明${Math.floor(dice * 1e8)}` }),
      ...(dice >= 0.5 && { addTagIds: [tagId] }),
      ...(dice >= 0.8 && { removeTagIds: [this.#oneOf(this.tagIds)].filter((id) => id !== tagId) }),
    });
  }

  #newPair(): Pair {
    const n = this.pairs.length;
    const pair: Pair = {
      userid: this.members[n % this.members.length]!,
      externalUserid: `wmLIFE${String(n).padStart(6, "0")}`,
      state: "none",
      changedAt: 0,
      busy: true,
    };
    this.pairs.push(pair);
    return pair;
  }

  async #meet(pair: Pair): Promise<void> {
    const { userid, externalUserid } = pair;
    const half = this.#random() < 0.05;
    try {
      const { welcomeCode } = await this.sandbox.act<{ welcomeCode: string | null }>("customer.add", {
        userid,
        externalUserid,
        addWay: 1,
        half,
      });
      if (welcomeCode) this.happened.codes += 1;
      this.#set(pair, half ? "half" : "full");
      bump(this.happened.added, key(pair));
    } finally {
      pair.busy = false;
    }
  }

  async #changeGroup(): Promise<void> {
    const customer = this.#idle(this.pairs.filter((pair) => pair.state === "full"));
    if (this.groups.length < this.size.groups) {
      const owner = this.#oneOf(this.members)!;
      const customers = customer ? [customer.externalUserid] : [];
      const group: Group = {
        chatId: "",
        owner,
        customers: new Set(customers),
        dismissed: false,
        changedAt: 0,
        busy: true,
      };
      this.groups.push(group);
      const { chatId } = await this.sandbox.act("group.create", {
        owner,
        members: [...this.members],
        customers,
        name: `群${this.groups.length}`,
      });
      for (const id of customers) bump(this.happened.joined, `${chatId} ${id}`);
      Object.assign(group, { chatId, busy: false, changedAt: Date.now() });
      return;
    }
    const group = this.#idle(this.groups.filter((one) => !one.dismissed));
    if (!group || !customer) return this.#tidyTags();
    group.busy = true;
    try {
      await this.#nextOf(group, customer.externalUserid);
    } finally {
      group.busy = false;
    }
  }

  async #nextOf(group: Group, externalUserid: string): Promise<void> {
    const { chatId } = group;
    const dice = this.#random();
    const change = (fields: Record<string, unknown>) => this.sandbox.act("group.change", { chatId, ...fields });
    if (dice < 0.01 && this.groups.filter((one) => !one.dismissed).length > 3) {
      await this.sandbox.act("group.dismiss", { chatId });
      group.dismissed = true;
    } else if (dice < 0.15) {
      await change({ change: "change_name", name: `群${Math.floor(dice * 1e8)}` });
    } else if (dice < 0.25) {
      await change({ change: "change_notice", notice: `公告${Math.floor(dice * 1e8)}` });
    } else if (dice < 0.3) {
      const owner = this.members.find((userid) => userid !== group.owner)!;
      await change({ change: "change_owner", owner });
      group.owner = owner;
    } else if (group.customers.has(externalUserid)) {
      if (Date.now() - group.changedAt < APART_MS) return;
      await change({ change: "del_member", customers: [externalUserid] });
      group.customers.delete(externalUserid);
    } else {
      await change({ change: "add_member", customers: [externalUserid], scene: 3 });
      group.customers.add(externalUserid);
      group.changedAt = Date.now();
      bump(this.happened.joined, `${chatId} ${externalUserid}`);
    }
  }

  #set(pair: Pair, state: Pair["state"]): void {
    pair.state = state;
    pair.changedAt = Date.now();
  }

  #idle<T extends { busy: boolean }>(all: T[]): T | undefined {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const one = this.#oneOf(all);
      if (one && !one.busy) return one;
    }
    return undefined;
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
