import type { Actor, App } from "../app";
import { AppError } from "../platform/errors";
import { requireManager } from "../staff";
import { editCorpTag } from "../wecom";
import { UnknownTagError } from "./contacts.errors";
import { asOurs } from "./edit-tags";
import { syncTags } from "./store-tags";
import { withTagLock } from "./tag-lock";

const MAX_ORDER = 2 ** 32 - 1;
const STEP = 1_000;

export interface Ordered {
  id: string;
  order: number;
  ours: boolean;
}

/**
 * New order values so that the rows stand in the sequence given; larger comes first. Rows that are not ours keep theirs, and
 * ours find a place between them.
 *
 * @returns the rows to change, or null when others are in the way.
 */
export function spread(sequence: readonly Ordered[]): { id: string; order: number }[] | null {
  const changes: { id: string; order: number }[] = [];
  let above = MAX_ORDER + 1;
  let isTop = true;
  for (let at = 0; at < sequence.length; ) {
    const row = sequence[at]!;
    if (!row.ours) {
      if (row.order > above) return null;
      above = row.order;
      isTop = false;
      at += 1;
      continue;
    }
    let end = at;
    while (sequence[end]?.ours) end += 1;
    const below = sequence[end]?.order ?? -1;
    const run = sequence.slice(at, end);
    const ceiling = isTop ? Math.min(MAX_ORDER + 1, below + (run.length + 1) * STEP) : above;
    const step = Math.floor((ceiling - below) / (run.length + 1));
    if (!fits(run, above, below)) {
      if (step < 1) return null;
      for (const [index, entry] of run.entries()) {
        const order = ceiling - (index + 1) * step;
        if (order !== entry.order) changes.push({ id: entry.id, order });
      }
    }
    above = below === -1 ? 0 : below + 1;
    isTop = false;
    at = end;
  }
  return changes;
}

/** Already in strictly falling order within the bounds. */
function fits(run: readonly Ordered[], above: number, below: number): boolean {
  let last = above;
  return run.every(({ order }) => {
    const ok = order < last && order > below;
    last = order;
    return ok;
  });
}

/**
 * Puts the tags of a group, or the groups, into the order given. The list is read anew first: a drag in the admin console
 * may have rewritten every value.
 *
 * @throws AppError `contact.tag_order_blocked` when only others' rows could make room.
 */
export async function orderTagsAs(
  app: App,
  actor: Actor,
  { groupId, ids }: { groupId: string | null; ids: string[] },
): Promise<void> {
  requireManager(actor, "tag.order");
  const { corpId } = actor;
  await withTagLock(app, corpId, async () => {
    await syncTags(app, corpId);
    const stored: { id: string; sort_order: string; created_by_us: number }[] = await app.db.query(
      groupId === null
        ? "SELECT group_id AS id, sort_order, created_by_us FROM corp_tag_groups WHERE corp_id = ? AND deleted_at IS NULL"
        : "SELECT tag_id AS id, sort_order, created_by_us FROM corp_tags WHERE corp_id = ? AND group_id = ? AND deleted_at IS NULL",
      groupId === null ? [corpId] : [corpId, groupId],
    );
    const rows = new Map(stored.map((row) => [row.id, row]));
    const unknown = ids.filter((id) => !rows.has(id));
    if (unknown.length > 0 || new Set(ids).size !== rows.size) throw new UnknownTagError(unknown);
    const changes = spread(
      ids.map((id) => ({ id, order: Number(rows.get(id)?.sort_order), ours: Boolean(rows.get(id)?.created_by_us) })),
    );
    if (!changes)
      throw new AppError("contact.tag_order_blocked", "Tags that are not ours stand in the way", { status: 409 });
    for (const { id, order } of changes) {
      await asOurs(app, corpId, [id], () => editCorpTag(app.wecom, { id, order }));
      await app.db.query(
        groupId === null
          ? "UPDATE corp_tag_groups SET sort_order = ? WHERE corp_id = ? AND group_id = ?"
          : "UPDATE corp_tags SET sort_order = ? WHERE corp_id = ? AND tag_id = ?",
        [order, corpId, id],
      );
    }
  });
}
