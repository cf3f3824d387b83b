import type { Actor, App } from "../app";
import { tagsOfCustomers } from "../contacts";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { recentTransfers, runningSubjects } from "./recent-transfers";
import { MAX_RECENT } from "./settings";
import { authorizeTransfer } from "./transfers.policy";
import type { OwnedGroup, TransferCandidate } from "./transfers.schema";

interface Row {
  id: string;
  externalUserid: string;
  name: string;
  remark: string | null;
  avatar: string | null;
  followedAt: Date | null;
  lastActivityAt: Date;
}

export interface CandidateFilter {
  kind: "on_job" | "resigned";
  handoverUserid: string;
  q?: string | undefined;
  tagId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Customers of one member who could be given to a colleague, latest activity first. */
export async function listCandidates(
  app: App,
  actor: Actor,
  filter: CandidateFilter,
): Promise<Page<TransferCandidate>> {
  authorizeTransfer(actor, filter);
  const { corpId } = actor;
  const [at, id] = filter.cursor ? decodeCursor(filter.cursor) : [];
  const pattern = filter.q ? `%${filter.q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%` : null;
  const own =
    filter.kind === "resigned"
      ? "EXISTS (SELECT 1 FROM unassigned_customers u WHERE u.corp_id = c.corp_id AND u.external_userid = c.external_userid AND u.userid = ?)"
      : "r.status = 'full'";
  const rows: Row[] = await app.db.query(
    `SELECT c.id, c.external_userid AS externalUserid, c.name, r.remark, c.avatar, r.followed_at AS followedAt,
       c.last_activity_at AS lastActivityAt
     FROM external_contacts c
     LEFT JOIN follow_relations r ON r.corp_id = c.corp_id AND r.external_userid = c.external_userid AND r.userid = ?
     WHERE c.corp_id = ? AND ${own}
       ${pattern ? "AND (LOWER(c.name) LIKE ? OR LOWER(r.remark) LIKE ?)" : ""}
       ${filter.tagId ? "AND EXISTS (SELECT 1 FROM relation_tags t WHERE t.corp_id = c.corp_id AND t.external_userid = c.external_userid AND t.userid = ? AND t.tag_id = ?)" : ""}
       ${at ? "AND (c.last_activity_at < ? OR (c.last_activity_at = ? AND c.id < ?))" : ""}
     ORDER BY c.last_activity_at DESC, c.id DESC LIMIT ?`,
    [
      filter.handoverUserid,
      corpId,
      ...(filter.kind === "resigned" ? [filter.handoverUserid] : []),
      ...(pattern ? [pattern, pattern] : []),
      ...(filter.tagId ? [filter.handoverUserid, filter.tagId] : []),
      ...(at ? [new Date(String(at)), new Date(String(at)), String(id)] : []),
      filter.limit + 1,
    ],
  );
  const page = toPage(rows, filter.limit, (row) => [row.lastActivityAt.toISOString(), row.id]);
  const ids = page.data.map((row) => row.externalUserid);
  const [tags, recent, running] = await Promise.all([
    tagsOfCustomers(app, corpId, ids),
    recentTransfers(app, { corpId, subject: "customer", ids }),
    runningSubjects(app, { corpId, subject: "customer", ids }),
  ]);
  const data = page.data.map(({ id: _, ...row }) => {
    const { count, possibleAt } = recent(row.externalUserid);
    const distinct = new Map(
      (tags.get(row.externalUserid) ?? []).map((tag) => [tag.id, { id: tag.id, name: tag.name }]),
    );
    return {
      ...row,
      remark: row.remark ?? "",
      tags: [...distinct.values()],
      recent: count,
      possibleAt: count >= MAX_RECENT ? possibleAt : null,
      running: running.has(row.externalUserid),
    };
  });
  return { data, nextCursor: page.nextCursor };
}

/** Customer groups that this member owns, the largest first. */
export async function listOwnedGroups(app: App, actor: Actor, ownerUserid: string): Promise<OwnedGroup[]> {
  authorizeTransfer(actor, { handoverUserid: ownerUserid });
  const { corpId } = actor;
  const groups: { chatId: string; name: string; members: string }[] = await app.db.query(
    `SELECT g.chat_id AS chatId, g.name, COUNT(m.id) AS members FROM customer_groups g
     LEFT JOIN customer_group_members m ON m.corp_id = g.corp_id AND m.chat_id = g.chat_id
     WHERE g.corp_id = ? AND g.owner_userid = ? AND g.status = 'active'
     GROUP BY g.chat_id, g.name ORDER BY members DESC, g.chat_id LIMIT 500`,
    [corpId, ownerUserid],
  );
  const running = await runningSubjects(app, { corpId, subject: "group", ids: groups.map((group) => group.chatId) });
  return groups.map((group) => ({
    chatId: group.chatId,
    name: group.name,
    members: Number(group.members),
    running: running.has(group.chatId),
  }));
}
