import { ZodError } from "zod";
import type { App } from "../app";
import { CallbackUnreadableError } from "../wecom";
import type { CallbackState } from "./callback-event.entity";
import { causeOf } from "./cause";
import { readMessage } from "./message";
import { meaningOf, type News, orderKeyOf } from "./news";

const BATCH = 200;
const REASON_CHARS = 255;
/** Tries after which one that cannot be passed on, though the others can, is parked. */
const PARK_AFTER = 3;

interface Row {
  id: string;
  event: string;
  changeType: string | null;
  xml: string;
}

interface Understood {
  row: Row;
  state: Exclude<CallbackState, "received">;
  reason: string | null;
  news: News[];
}

/**
 * Tells the rest of the house what the stored callbacks mean, each once, in the order they came, until none is left. What
 * cannot be understood is parked where the console shows it: `unknown` for kinds of a later day, `dead` for known kinds of
 * the wrong shape. One that fails holds up nobody behind it.
 */
export async function dispatchInbox(app: App, input: { corpId: string; attempt: number }): Promise<void> {
  const { corpId, attempt } = input;
  let failure: unknown;
  for (let after = "0"; ; ) {
    const rows: Row[] = await app.db.query(
      `SELECT id, event, change_type AS changeType, xml FROM callback_events
       WHERE corp_id = ? AND state = 'received' AND id > ? ORDER BY id LIMIT ${BATCH}`,
      [corpId, after],
    );
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
    const understood: Understood[] = [];
    for (const row of rows) understood.push(await understand(row));
    try {
      await passOn(app, corpId, understood);
    } catch {
      // One by one, each for itself: the others are none the worse for it.
      for (const one of understood) failure = (await passOnAlone(app, corpId, one, attempt)) ?? failure;
    }
  }
  if (failure !== undefined) throw failure;
}

async function understand(row: Row): Promise<Understood> {
  try {
    const meaning = meaningOf(readMessage(row.xml));
    if (meaning.kind !== "news") return { row, state: meaning.kind, reason: null, news: [] };
    return { row, state: "dispatched", reason: null, news: meaning.news };
  } catch (error) {
    return { row, state: "dead", reason: reasonOf(error), news: [] };
  }
}

/** Names of fields only: values can be personal. */
function reasonOf(error: unknown): string {
  if (error instanceof ZodError) {
    const fields = new Set(error.issues.map((issue) => issue.path.join(".")));
    return `missing or wrong: ${[...fields].join(", ")}`.slice(0, REASON_CHARS);
  }
  if (error instanceof CallbackUnreadableError) return error.message.slice(0, REASON_CHARS);
  return "cannot be read";
}

/** Guarded by the state: whoever is at it a second time finds only what is left. */
async function passOn(app: App, corpId: string, batch: Understood[]): Promise<void> {
  await app.work.transaction(async (tx) => {
    const open: { id: string }[] = await tx.query(
      "SELECT id FROM callback_events WHERE corp_id = ? AND id IN (?) AND state = 'received' FOR UPDATE",
      [corpId, batch.map(({ row }) => row.id)],
    );
    const ids = new Set(open.map(({ id }) => id));
    const mine = batch.filter(({ row }) => ids.has(row.id));
    for (const state of ["dispatched", "ignored", "unknown"] as const) {
      const same = mine.filter((one) => one.state === state).map(({ row }) => row.id);
      if (same.length === 0) continue;
      await tx.query("UPDATE callback_events SET state = ?, last_error = NULL WHERE id IN (?)", [state, same]);
    }
    for (const { row, reason } of mine.filter((one) => one.state === "dead")) {
      await tx.query("UPDATE callback_events SET state = 'dead', last_error = ? WHERE id = ?", [reason, row.id]);
    }
    await app.work.publishAll(
      tx,
      mine.flatMap(({ row, news }) => news.map((one) => ({ ...one, corpId, cause: causeOf(row.id), ...orderOf(one) }))),
    );
  });
  for (const { row, state, reason } of batch) tell(app, corpId, row, state, reason);
}

function orderOf(news: News): { orderKey?: string } {
  const orderKey = orderKeyOf(news);
  return orderKey === null ? {} : { orderKey };
}

/** @returns why the work must be tried again. */
async function passOnAlone(app: App, corpId: string, one: Understood, attempt: number): Promise<unknown> {
  try {
    await passOn(app, corpId, [one]);
    return undefined;
  } catch (error) {
    if (attempt < PARK_AFTER) return error;
    app.log.error({ error, corpId, callbackId: one.row.id }, "callback cannot be passed on; parked");
    try {
      await passOn(app, corpId, [{ ...one, state: "dead", reason: "cannot be passed on", news: [] }]);
      return undefined;
    } catch (again) {
      return again;
    }
  }
}

function tell(app: App, corpId: string, row: Row, state: CallbackState, reason: string | null): void {
  const about = { corpId, callbackId: row.id, event: row.event, changeType: row.changeType };
  if (state === "dead") app.log.error({ ...about, reason }, "callback cannot be understood");
  if (state === "unknown") app.log.warn(about, "callback of an unknown kind");
}
