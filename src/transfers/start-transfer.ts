import { In } from "typeorm";
import type { Actor, App } from "../app";
import { sameUserid } from "../contacts";
import { Member, recordAudit } from "../staff";
import { type Chosen, chooseSubjects } from "./choose-subjects";
import { Leaver } from "./leaver.entity";
import { openKey } from "./recent-transfers";
import { CALL_BACK_MS } from "./settings";
import { Transfer } from "./transfer.entity";
import { TransferOrder } from "./transfer-order.entity";
import {
  GiverNotResignedError,
  GiverResignedError,
  NothingChosenError,
  TakerIsGiverError,
  TakerUnfitError,
  UnknownMemberError,
} from "./transfers.errors";
import { authorizeTransfer } from "./transfers.policy";
import type { SkippedSubject, StartedTransfer, StartTransfer } from "./transfers.schema";

const ROWS = 500;

/**
 * Writes down that customers and groups of one member shall go to another. WeCom is asked a minute later, until then it
 * can be called back. A customer who is on the way already, by whoever's wish, is left out: a unique key decides, so two
 * people who ask at once start one transfer.
 *
 * @throws UnknownMemberError for members outside the actor's scope; TakerUnfitError, GiverResignedError … before anything
 *   is written.
 */
export async function startTransfer(app: App, actor: Actor, input: StartTransfer): Promise<StartedTransfer> {
  const { corpId } = actor;
  authorizeTransfer(actor, input);
  const { giver, taker } = await fitMembers(app, corpId, input);
  if (!input.all && input.externalUserids.length + input.chatIds.length === 0) throw new NothingChosenError();
  const { chosen, skipped } = await chooseSubjects(app, corpId, { ...input, handoverUserid: giver });
  const order = {
    corpId,
    kind: input.kind,
    handoverUserid: giver,
    takeoverUserid: taker,
    message: input.kind === "on_job" && input.message ? input.message : null,
    orderedBy: actor.userid,
    orderedAt: app.now(),
  };
  const written = await app.work.transaction((tx) => writeOrder(tx, order, chosen));
  const answer = { ...written, skipped: [...skipped, ...written.overtaken] };
  if (answer.orderId) {
    await recordAudit(app, actor, { action: "transfer.start", subject: answer.orderId });
    app.log.info({ corpId, orderId: answer.orderId, accepted: answer.accepted }, "transfer ordered");
  }
  return { orderId: answer.orderId, accepted: answer.accepted, skipped: answer.skipped };
}

type NewOrder = Omit<TransferOrder, "id">;
type Tx = Parameters<Parameters<App["work"]["transaction"]>[0]>[0];

async function writeOrder(tx: Tx, order: NewOrder, chosen: Chosen[]) {
  const wanted = chosen.flatMap(({ subject, ids }) => ids.map((subjectId) => ({ subject, subjectId })));
  if (wanted.length === 0) return { orderId: null, accepted: 0, overtaken: [] };
  const inserted = await tx.insert(TransferOrder, order);
  const orderId = String(inserted.identifiers[0]?.id);
  const { corpId, kind, handoverUserid, takeoverUserid, orderedAt } = order;
  const dueAt = new Date(orderedAt.getTime() + CALL_BACK_MS);
  for (let from = 0; from < wanted.length; from += ROWS) {
    await tx.query(
      `INSERT INTO transfers
         (corp_id, order_id, kind, subject, subject_id, handover_userid, takeover_userid, state, open_key, due_at)
       VALUES ? ON DUPLICATE KEY UPDATE open_key = transfers.open_key`,
      [
        wanted
          .slice(from, from + ROWS)
          .map(({ subject, subjectId }) => [
            corpId,
            orderId,
            kind,
            subject,
            subjectId,
            handoverUserid,
            takeoverUserid,
            "planned",
            openKey(subject, subjectId),
            dueAt,
          ]),
      ],
    );
  }
  // Somebody else's transfer of the same customer stood already, or came in between: its key kept ours out.
  const rows = await tx.find(Transfer, { select: { subject: true, subjectId: true }, where: { corpId, orderId } });
  const stands = new Set(rows.map((row) => openKey(row.subject, row.subjectId)));
  const overtaken: SkippedSubject[] = wanted
    .filter(({ subject, subjectId }) => !stands.has(openKey(subject, subjectId)))
    .map((one) => ({ ...one, reason: "running_elsewhere", possibleAt: null }));
  if (rows.length === 0) await tx.delete(TransferOrder, { corpId, id: orderId });
  return { orderId: rows.length > 0 ? orderId : null, accepted: rows.length, overtaken };
}

/** @returns the userids as the directory writes them. */
async function fitMembers(app: App, corpId: string, input: StartTransfer): Promise<{ giver: string; taker: string }> {
  const { handoverUserid, takeoverUserid, kind } = input;
  if (sameUserid(handoverUserid, takeoverUserid)) throw new TakerIsGiverError();
  const members = await app.db.getRepository(Member).findBy({ corpId, userid: In([handoverUserid, takeoverUserid]) });
  const memberOf = (userid: string) => members.find((member) => sameUserid(member.userid, userid));
  const taker = memberOf(takeoverUserid);
  if (!taker) throw new UnknownMemberError(takeoverUserid);
  if (taker.status !== "active" || !taker.contactEnabled) throw new TakerUnfitError(takeoverUserid);
  const giver = memberOf(handoverUserid);
  const leaver = await app.db.getRepository(Leaver).findOneBy({ corpId, userid: handoverUserid });
  if (!giver && !leaver) throw new UnknownMemberError(handoverUserid);
  const hasLeft = giver ? giver.status === "left" : true;
  if (kind === "on_job" && hasLeft) throw new GiverResignedError(handoverUserid);
  if (kind === "resigned" && !hasLeft) throw new GiverNotResignedError(handoverUserid);
  return { giver: giver?.userid ?? leaver!.userid, taker: taker.userid };
}
