import type { Relation } from "./customers";
import { firstAfter } from "./sorted";

const NONE: readonly Relation[] = [];

/**
 * The live objects of `state.relations` in rising order of their number: all of them, by member and by customer. A page
 * of any of the three costs what the page costs, however many relations there are.
 */
export class RelationIndex {
  private rows: Relation[] = [];
  private byMember = new Map<string, Relation[]>();
  private byCustomer = new Map<string, Relation[]>();

  reset(relations: Record<string, Relation>): void {
    this.rows = [];
    this.byMember = new Map();
    this.byCustomer = new Map();
    for (const relation of Object.values(relations).sort((a, b) => a.n - b.n)) this.put(relation);
  }

  /** A new relation has the highest number; it takes the place of what the two had `before`. */
  put(relation: Relation, before?: Relation): void {
    if (before) {
      take(this.rows, before);
      take(this.byMember.get(before.userid), before);
      take(this.byCustomer.get(before.externalUserid), before);
    }
    this.rows.push(relation);
    push(this.byMember, relation.userid, relation);
    push(this.byCustomer, relation.externalUserid, relation);
  }

  get size(): number {
    return this.rows.length;
  }

  all = (): readonly Relation[] => this.rows;
  ofMember = (userid: string): readonly Relation[] => this.byMember.get(userid) ?? NONE;
  ofCustomer = (externalUserid: string): readonly Relation[] => this.byCustomer.get(externalUserid) ?? NONE;
}

function push(index: Map<string, Relation[]>, key: string, relation: Relation): void {
  const rows = index.get(key);
  if (rows) rows.push(relation);
  else index.set(key, [relation]);
}

function take(rows: Relation[] | undefined, relation: Relation): void {
  if (!rows) return;
  const at = firstAfter(rows, relation.n - 1);
  if (rows[at] === relation) rows.splice(at, 1);
}
