import type { App } from "../../app";
import { type Consent, checkConsent, checkRoomConsent, WecomError } from "../../wecom";
import { ConsentRound } from "./consent-round.entity";
import { recordConsents } from "./record-consents";
import { refreshArchivedMembers } from "./refresh-members";

/** A run asks for so many pairs (20 calls; WeCom allows 2,500 a minute) and rooms (a call each, of 1,500). */
const PAIRS_A_RUN = 2_000;
const ROOMS_A_RUN = 100;
const PAIRS_A_CALL = 100;
const ROUND_MS = 86_400_000;

interface Pair {
  id: string;
  userid: string;
  externalUserid: string;
}

/**
 * Asks WeCom once a day for the consent of every customer with an archived member, in portions that leave its limits alone.
 * Messages and the event tell changes at once; this finds those that were lost, and what was agreed before we came.
 */
export async function sweepConsents(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  if (!app.config.archive.secret) return;
  await app.db.query(
    `INSERT INTO archive_consent_rounds (corp_id, after_relation, after_group) VALUES (?, 0, 0)
     ON DUPLICATE KEY UPDATE after_group = after_group`,
    [corpId],
  );
  if ((await refreshArchivedMembers(app, corpId)) === "refused") return;
  const round = await currentRound(app, corpId);
  const pairs = await sweepPairs(app, round);
  const rooms = await sweepRooms(app, round);
  if (!round.finishedAt && pairs < PAIRS_A_RUN && rooms < ROOMS_A_RUN) {
    await app.db.getRepository(ConsentRound).update({ corpId }, { finishedAt: app.now() });
  }
}

/** Begun anew once a day. Between two rounds the run goes on behind the last relation: new ones have higher ids. */
async function currentRound(app: App, corpId: string): Promise<ConsentRound> {
  const rounds = app.db.getRepository(ConsentRound);
  const round = await rounds.findOneByOrFail({ corpId });
  const young = round.startedAt && app.now().getTime() - round.startedAt.getTime() < ROUND_MS;
  if (round.startedAt && (young || !round.finishedAt)) return round;
  const fresh = { startedAt: app.now(), finishedAt: null, afterRelation: "0", afterGroup: "0" };
  await rounds.update({ corpId }, fresh);
  return { ...round, ...fresh };
}

async function sweepPairs(app: App, { corpId, afterRelation }: ConsentRound): Promise<number> {
  const pairs: Pair[] = await app.db.query(
    `SELECT r.id, r.userid, r.external_userid AS externalUserid FROM follow_relations r
     JOIN archive_members a ON a.corp_id = r.corp_id AND a.userid = r.userid
     WHERE r.corp_id = ? AND r.id > ? AND r.status IN ('half', 'full')
     ORDER BY r.id LIMIT ${PAIRS_A_RUN}`,
    [corpId, afterRelation],
  );
  for (let from = 0; from < pairs.length; from += PAIRS_A_CALL) {
    const portion = pairs.slice(from, from + PAIRS_A_CALL);
    await record(app, corpId, portion, await askForPairs(app, corpId, portion));
    await app.db.getRepository(ConsentRound).update({ corpId }, { afterRelation: portion.at(-1)!.id });
  }
  return pairs.length;
}

/** One member who has just left the archive makes WeCom refuse the whole call: then each member is asked for alone. */
async function askForPairs(app: App, corpId: string, pairs: Pair[]): Promise<Consent[]> {
  try {
    return await checkConsent(app.wecom, pairs);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const members = new Set(pairs.map((pair) => pair.userid));
    if (members.size === 1) {
      app.log.warn({ corpId, userid: pairs[0]?.userid, errcode: error.errcode }, "consents of a member not told");
      return [];
    }
    const found: Consent[] = [];
    for (const userid of members) {
      const own = pairs.filter((pair) => pair.userid === userid);
      found.push(...(await askForPairs(app, corpId, own)));
    }
    return found;
  }
}

async function record(app: App, corpId: string, asked: Pair[], consents: Consent[]): Promise<void> {
  const checkedAt = app.now();
  const heard = consents.flatMap((consent) => {
    // The answer names the pair; a single one asked for needs no name.
    const party = consent.userid ?? (asked.length === 1 ? asked[0]?.userid : undefined);
    if (!party) return [];
    const { externalUserid, status, changedAt } = consent;
    return [
      { externalUserid, party, kind: "member" as const, status, changedAt, heardFrom: "sweep" as const, checkedAt },
    ];
  });
  await recordConsents(app, corpId, heard);
}

async function sweepRooms(app: App, { corpId, afterGroup }: ConsentRound): Promise<number> {
  const rooms: { id: string; chatId: string }[] = await app.db.query(
    `SELECT g.id, g.chat_id AS chatId FROM customer_groups g
     WHERE g.corp_id = ? AND g.id > ? AND g.status = 'active' AND EXISTS (
       SELECT 1 FROM customer_group_members m JOIN archive_members a ON a.corp_id = m.corp_id
         AND a.userid = m.member_id COLLATE utf8mb4_general_ci
       WHERE m.corp_id = g.corp_id AND m.chat_id = g.chat_id AND m.kind = 'member')
     ORDER BY g.id LIMIT ${ROOMS_A_RUN}`,
    [corpId, afterGroup],
  );
  for (const { id, chatId } of rooms) {
    const consents = await askForRoom(app, chatId);
    const heard = { party: chatId, kind: "room" as const, heardFrom: "sweep" as const, checkedAt: app.now() };
    await recordConsents(
      app,
      corpId,
      consents.map(({ externalUserid, status, changedAt }) => ({ ...heard, externalUserid, status, changedAt })),
    );
    await app.db.getRepository(ConsentRound).update({ corpId }, { afterGroup: id });
  }
  return rooms.length;
}

/** Some rooms, such as those made from WeChat, WeCom does not show at all. */
async function askForRoom(app: App, chatId: string): Promise<Consent[]> {
  try {
    return await checkRoomConsent(app.wecom, chatId);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    app.log.debug({ chatId, errcode: error.errcode }, "consents of a room not told");
    return [];
  }
}

/** WeCom will not tell this, now or later; what may pass by itself ends the run, and the next one goes on there. */
function isRefusal(error: unknown): error is WecomError {
  return error instanceof WecomError && (error.verdict === "rejected" || error.verdict === "relation_gone");
}
