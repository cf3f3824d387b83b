import { z } from "zod";
import type { Random } from "../demo/random";
import { servesCustomers } from "../world/corp";
import type { Relation } from "../world/customers";
import { currentMembers, type Group } from "../world/groups";
import { corpTagGroups } from "../world/tags";
import type { World } from "../world/world";

const Weight = z.number().min(0);

/** How often each kind of thing happens, in relation to the others. */
export const Mix = z
  .strictObject({
    add: Weight,
    half: Weight,
    edit: Weight,
    tag: Weight,
    deleteByMember: Weight,
    deleteByCustomer: Weight,
    groupCreate: Weight,
    groupJoin: Weight,
    groupLeave: Weight,
    groupRename: Weight,
    groupDismiss: Weight,
    tagCreate: Weight,
    tagRename: Weight,
  })
  .partial();

type Kind = keyof z.infer<typeof Mix>;

const USUAL: z.infer<typeof Mix> = {
  add: 30,
  half: 3,
  edit: 20,
  tag: 20,
  deleteByMember: 4,
  deleteByCustomer: 8,
  groupCreate: 1,
  groupJoin: 8,
  groupLeave: 4,
  groupRename: 1,
  groupDismiss: 0.2,
  tagCreate: 0.2,
  tagRename: 0.2,
};

export interface Act {
  [field: string]: unknown;
  type: string;
}

const TRIES = 20;

/** Thinks of things that can happen in the world as it stands. What lacks its people becomes a new customer. */
export class Imagination {
  private readonly kinds: Kind[];
  private readonly weights: number[];
  private readonly userids: string[];
  private chatIds: string[];
  private made = 0;

  constructor(
    private readonly world: World,
    private readonly random: Random,
    mix: z.infer<typeof Mix> = USUAL,
  ) {
    this.kinds = Object.keys(mix) as Kind[];
    this.weights = Object.values(mix);
    this.userids = world.state.corp.members.filter(servesCustomers).map((member) => member.userid);
    this.chatIds = Object.keys(world.state.groups);
  }

  next(): Act {
    this.made++;
    return this.think(this.kind()) ?? this.add(false);
  }

  private kind(): Kind {
    let at = this.random.next() * this.weights.reduce((sum, weight) => sum + weight, 0);
    for (const [i, weight] of this.weights.entries()) {
      at -= weight;
      if (at < 0) return this.kinds[i]!;
    }
    return "add";
  }

  private think(kind: Kind): Act | undefined {
    switch (kind) {
      case "add":
        return this.add(false);
      case "half":
        return this.add(true);
      case "edit":
        return this.withFriend((row) => ({ type: "customer.edit", ...pair(row), remark: `备注${this.made}` }));
      case "tag":
        return this.tag();
      case "deleteByMember":
        return this.withFriend((row) => ({ type: "customer.delete", ...pair(row), by: "member" }));
      case "deleteByCustomer":
        return this.withFriend((row) => ({ type: "customer.delete", ...pair(row), by: "customer" }));
      case "groupCreate":
        return this.withFriend((row) => this.newGroup(row));
      case "groupJoin":
        return this.withGroup((group) => this.join(group));
      case "groupLeave":
        return this.withGroup((group) => this.leave(group));
      case "groupRename":
        return this.withGroup(({ chatId }) => this.change(chatId, { change: "change_name", name: `群${this.made}` }));
      case "groupDismiss":
        return this.withGroup(({ chatId }) => ({ type: "group.dismiss", chatId }));
      case "tagCreate":
        return { type: "tag.create", groupName: "风暴", name: `标签${this.world.nextNumber()}` };
      case "tagRename": {
        const tagId = this.someTag();
        return tagId ? { type: "tag.rename", tagId, name: `改名${this.world.nextNumber()}` } : undefined;
      }
    }
  }

  private add(half: boolean): Act {
    const state = this.random.chance(0.3) ? { state: `storm_${this.random.between(1, 9)}` } : {};
    return { type: "customer.add", userid: this.random.pick(this.userids), half, ...state };
  }

  private tag(): Act | undefined {
    const tagId = this.someTag();
    if (!tagId) return undefined;
    return this.withFriend((row) => {
      const has = row.tagIds.includes(tagId);
      return { type: "customer.edit", ...pair(row), [has ? "removeTagIds" : "addTagIds"]: [tagId] };
    });
  }

  private someTag(): string | undefined {
    const tagGroups = corpTagGroups(this.world);
    return tagGroups.length === 0 ? undefined : this.random.pick(this.random.pick(tagGroups).tags).id;
  }

  /** One whole relation of a member who is still there. */
  private withFriend(make: (relation: Relation) => Act | undefined): Act | undefined {
    const all = this.world.relations.all();
    if (all.length === 0) return undefined;
    for (let i = 0; i < TRIES; i++) {
      const relation = this.random.pick(all);
      if (relation.state === "full") return make(relation);
    }
    return undefined;
  }

  private withGroup(make: (group: Group) => Act | undefined): Act | undefined {
    for (let i = 0; i < TRIES && this.chatIds.length > 0; i++) {
      const group = this.world.state.groups[this.random.pick(this.chatIds)]!;
      if (group.dismissedAt === null) return make(group);
      this.chatIds = this.chatIds.filter((chatId) => chatId !== group.chatId);
    }
    return undefined;
  }

  private newGroup(first: Relation): Act {
    const own = this.world.relations.ofMember(first.userid).filter((row) => row.state === "full");
    const start = this.random.between(0, own.length - 1);
    const customers = own.slice(start, start + this.random.between(2, 20)).map((row) => row.externalUserid);
    return { type: "group.create", owner: first.userid, members: [], customers, name: `新群${this.made}` };
  }

  private join(group: Group): Act | undefined {
    const all = this.world.relations.all();
    if (all.length === 0) return undefined;
    const present = new Set(currentMembers(group).map((row) => row.id));
    const joining = this.random.pick(all).externalUserid;
    if (present.has(joining)) return undefined;
    return this.change(group.chatId, { change: "add_member", customers: [joining], scene: this.random.pick([0, 3]) });
  }

  private leave(group: Group): Act | undefined {
    const customers = currentMembers(group).filter((row) => row.type === 2);
    if (customers.length === 0) return undefined;
    const leaving = this.random.pick(customers).id;
    return this.change(group.chatId, { change: "del_member", customers: [leaving], scene: this.random.pick([0, 1]) });
  }

  private change = (chatId: string, fields: Record<string, unknown>): Act => ({
    type: "group.change",
    chatId,
    ...fields,
  });
}

const pair = ({ userid, externalUserid }: Relation) => ({ userid, externalUserid });
