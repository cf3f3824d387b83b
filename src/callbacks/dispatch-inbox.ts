import { ZodError } from "zod";
import type { App } from "../app";
import { affectedRows } from "../platform/db";
import { AppError } from "../platform/errors";
import { CallbackUnreadableError } from "../wecom";
import { CallbackEvent, type CallbackState } from "./callback-event.entity";
import { readMessage } from "./message";
import { type Meaning, meaningOf } from "./news";

/**
 * Tells the rest of the house what a stored callback means, once. What cannot be understood is parked where the console
 * shows it: `unknown` for kinds of a later day, `dead` for known kinds of the wrong shape.
 */
export async function dispatchCallback(
  app: App,
  input: { corpId: string; callbackId: string },
): Promise<CallbackState> {
  const { corpId, callbackId } = input;
  const row = await app.db.getRepository(CallbackEvent).findOneBy({ id: callbackId, corpId });
  if (!row) throw new AppError("callback.not_found", "No such callback", { status: 404 });
  if (row.state !== "received") return row.state;

  let meaning: Meaning;
  try {
    meaning = meaningOf(await readMessage(row.xml));
  } catch (error) {
    const reason = wrongShape(error);
    if (reason === null) throw error;
    await app.db
      .getRepository(CallbackEvent)
      .update({ id: row.id, state: "received" }, { state: "dead", lastError: reason });
    app.log.error(
      { corpId, callbackId, event: row.event, changeType: row.changeType, reason },
      "callback cannot be understood",
    );
    return "dead";
  }

  const state = meaning.kind === "news" ? "dispatched" : meaning.kind;
  await app.work.transaction(async (tx) => {
    const claimed: unknown = await tx.query(
      "UPDATE callback_events SET state = ?, last_error = NULL WHERE id = ? AND state = 'received'",
      [state, row.id],
    );
    if (affectedRows(claimed) !== 1 || meaning.kind !== "news") return;
    for (const { name, payload } of meaning.news) await app.work.publish(tx, { corpId, name, payload });
  });
  if (state === "unknown") {
    app.log.warn({ corpId, callbackId, event: row.event, changeType: row.changeType }, "callback of an unknown kind");
  }
  return state;
}

/** Names of fields only: values can be personal. */
function wrongShape(error: unknown): string | null {
  if (error instanceof ZodError) {
    return `missing or wrong: ${[...new Set(error.issues.map((issue) => issue.path.join(".")))].join(", ")}`.slice(
      0,
      255,
    );
  }
  return error instanceof CallbackUnreadableError ? error.message.slice(0, 255) : null;
}
