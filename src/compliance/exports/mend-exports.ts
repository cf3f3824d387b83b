import type { App } from "../../app";
import { KILLS_WORKERS, type WorkStatus } from "../../platform/work";
import { EXPORT_JOB, firstRoundOf, giveUp } from "./build-export";

/** The first round of tries ends within minutes; what kept it from succeeding may take a little longer. */
const SECOND_ROUND_AFTER_MS = 10 * 60_000;
const AT_ONCE = 50;

const secondRoundOf = (exportId: string) => `${firstRoundOf(exportId)}:again`;

/**
 * Exports that are waited for while nobody works on them any more: their work ended without them, is parked, or is gone.
 * Each gets one more round of tries, a little later, for a storage that was away; after that, or at once when the first
 * round took its workers down, it is shown as failed. Nobody waits for a file that never comes.
 */
export async function mendExports(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  const open: { id: string }[] = await app.db.query(
    `SELECT id FROM chat_exports WHERE corp_id = ? AND state IN ('waiting', 'building') ORDER BY id LIMIT ${AT_ONCE}`,
    [corpId],
  );
  if (open.length === 0) return;
  const rounds = await roundsOf(
    app,
    corpId,
    open.map(({ id }) => String(id)),
  );
  for (const id of open.map((row) => String(row.id))) {
    const first = rounds.get(firstRoundOf(id));
    const second = rounds.get(secondRoundOf(id));
    if (first?.lives || second?.lives) continue;
    if (second || first?.kills) await giveUp(app, { corpId, id }, "compliance.export_interrupted");
    else await startAgain(app, corpId, id, first !== undefined);
  }
}

interface Round {
  lives: boolean;
  kills: boolean;
}

async function roundsOf(app: App, corpId: string, ids: string[]): Promise<Map<string, Round>> {
  const rows: { dedupeKey: string; status: WorkStatus; lastError: string | null }[] = await app.db.query(
    `SELECT dedupe_key AS dedupeKey, status, last_error AS lastError FROM outbox
     WHERE corp_id = ? AND handler = ? AND dedupe_key IN (?)`,
    [corpId, EXPORT_JOB, ids.flatMap((id) => [firstRoundOf(id), secondRoundOf(id)])],
  );
  return new Map(
    rows.map(({ dedupeKey, status, lastError }) => [
      dedupeKey,
      { lives: status === "pending" || status === "running", kills: lastError === KILLS_WORKERS },
    ]),
  );
}

async function startAgain(app: App, corpId: string, exportId: string, wait: boolean): Promise<void> {
  const added = await app.work.addNow({
    corpId,
    handler: EXPORT_JOB,
    payload: { exportId },
    dedupeKey: secondRoundOf(exportId),
    ...(wait && { notBefore: new Date(Date.now() + SECOND_ROUND_AFTER_MS) }),
  });
  if (added) app.log.warn({ corpId, exportId }, "nobody works on an export any more; started again");
}
