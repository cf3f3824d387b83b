import type { Actor, App } from "../app";
import { AppError } from "../platform/errors";
import { requireAdmin } from "../staff";
import { isSyncHeld } from "./sync-lease";

/**
 * Asks for a comparison with WeCom now, which a worker carries out.
 *
 * @throws AppError `contact.sync_running` when one of the kind is at it.
 */
export async function startReconcile(app: App, actor: Actor, { dryRun }: { dryRun: boolean }): Promise<void> {
  requireAdmin(actor, "reconcile.start");
  const { corpId } = actor;
  if (await isSyncHeld(app, corpId, dryRun))
    throw new AppError("contact.sync_running", "Another comparison is running", { status: 409 });
  // Two taps in one second are one wish.
  const dedupeKey = `asked:${dryRun ? "look" : "repair"}:${Math.floor(app.now().getTime() / 1_000)}`;
  await app.work.addNow({ corpId, handler: "contacts.sync", payload: { dryRun, askedBy: actor.userid }, dedupeKey });
}
