import type { Actor, App } from "../app";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { memberNames } from "../staff";
import type { TransferReason, TransferRow, TransferState, TransferSubject } from "./transfers.schema";

interface Row {
  id: string;
  orderId: string;
  kind: TransferRow["kind"];
  subject: TransferSubject;
  subjectId: string;
  name: string | null;
  remark: string | null;
  groupName: string | null;
  fromUserid: string;
  toUserid: string;
  state: TransferState;
  reason: TransferReason | null;
  errcode: number | null;
  orderedBy: string;
  orderedAt: Date;
  startedAt: Date | null;
  takeoverAt: Date | null;
  settledAt: Date | null;
}

export interface TransferFilter {
  states?: TransferState[] | undefined;
  externalUserid?: string | undefined;
  userid?: string | undefined;
  orderId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Newest first. Seen by those who may see the giver's or the taker's customers. */
export async function listTransfers(app: App, actor: Actor, filter: TransferFilter): Promise<Page<TransferRow>> {
  const { corpId } = actor;
  const scope =
    actor.scope === "all"
      ? { sql: "1 = 1", params: [] }
      : actor.scope.length === 0
        ? { sql: "1 = 0", params: [] }
        : { sql: "(t.handover_userid IN (?) OR t.takeover_userid IN (?))", params: [actor.scope, actor.scope] };
  const [after] = filter.cursor ? decodeCursor(filter.cursor) : [];
  const { states, externalUserid, userid, orderId } = filter;
  const rows: Row[] = await app.db.query(
    `SELECT t.id, t.order_id AS orderId, t.kind, t.subject, t.subject_id AS subjectId, c.name, r.remark,
       g.name AS groupName, t.handover_userid AS fromUserid, t.takeover_userid AS toUserid, t.state, t.reason, t.errcode,
       o.ordered_by AS orderedBy, o.ordered_at AS orderedAt, t.started_at AS startedAt, t.takeover_at AS takeoverAt,
       t.settled_at AS settledAt
     FROM transfers t
     JOIN transfer_orders o ON o.id = t.order_id
     LEFT JOIN external_contacts c ON t.subject = 'customer' AND c.corp_id = t.corp_id AND c.external_userid = t.subject_id
     LEFT JOIN follow_relations r ON t.subject = 'customer' AND r.corp_id = t.corp_id AND r.external_userid = t.subject_id
       AND r.userid = t.handover_userid
     LEFT JOIN customer_groups g ON t.subject = 'group' AND g.corp_id = t.corp_id AND g.chat_id = t.subject_id
     WHERE t.corp_id = ? AND ${scope.sql}
       ${states ? "AND t.state IN (?)" : ""}
       ${externalUserid ? "AND t.subject = 'customer' AND t.subject_id = ?" : ""}
       ${userid ? "AND (t.handover_userid = ? OR t.takeover_userid = ?)" : ""}
       ${orderId ? "AND t.order_id = ?" : ""}
       ${after ? "AND t.id < ?" : ""}
     ORDER BY t.id DESC LIMIT ?`,
    [
      corpId,
      ...scope.params,
      ...(states ? [states] : []),
      ...(externalUserid ? [externalUserid] : []),
      ...(userid ? [userid, userid] : []),
      ...(orderId ? [orderId] : []),
      ...(after ? [String(after)] : []),
      filter.limit + 1,
    ],
  );
  const page = toPage(rows, filter.limit, (row) => [row.id]);
  const names = await memberNames(
    app,
    corpId,
    page.data.flatMap((row) => [row.fromUserid, row.toUserid, row.orderedBy]),
  );
  const member = (userid: string) => ({ userid, name: names.get(userid) ?? userid.replace(/^token:/, "") });
  return { data: page.data.map((row) => present(row, member)), nextCursor: page.nextCursor };
}

function present(row: Row, member: (userid: string) => TransferRow["from"]): TransferRow {
  const { name, remark, groupName, fromUserid, toUserid, orderedBy, ...rest } = row;
  return {
    ...rest,
    name: (row.subject === "group" ? groupName : remark || name) ?? "",
    from: member(fromUserid),
    to: member(toUserid),
    orderedBy: member(orderedBy),
  };
}
