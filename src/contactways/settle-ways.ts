import { In, LessThan } from "typeorm";
import type { App } from "../app";
import { AppError } from "../platform/errors";
import { addContactWay, getContactWay, listContactWays, WecomError } from "../wecom";
import { carryOutChange } from "./change-way";
import { ContactWay } from "./contact-way.entity";
import { carryOutDeletion } from "./delete-way";
import { wayFields } from "./way-fields";

/** Until then the process that asked may still be waiting for the answer. */
const SETTLE_AFTER_MS = 30_000;
const CLOCK_MARGIN_MS = 60_000;
const AT_ONCE = 50;
const NO_SUCH_WAY = 41044;

/**
 * Ends what a lost answer or a dead process left open: looks in WeCom for the code whose answer was lost, carries changes
 * and deletions to their end. Safe to run twice.
 *
 * @returns how many were looked at.
 */
export async function settleWays(app: App, corpId: string): Promise<number> {
  const before = new Date(app.now().getTime() - SETTLE_AFTER_MS);
  const ways = app.db.getRepository(ContactWay);
  const open = await ways.find({
    where: { corpId, status: In(["making", "removing"]), askedAt: LessThan(before) },
    order: { id: "ASC" },
    take: AT_ONCE,
  });
  const changing = await ways
    .createQueryBuilder("way")
    .where("way.corpId = :corpId AND way.status = 'live' AND way.wanted IS NOT NULL AND way.askedAt < :before", {
      corpId,
      before,
    })
    .take(AT_ONCE)
    .getMany();
  for (const way of [...open, ...changing]) await settleWay(app, way);
  return open.length + changing.length;
}

async function settleWay(app: App, way: ContactWay): Promise<void> {
  const { corpId, id } = way;
  try {
    if (way.status === "making") await finishMaking(app, way);
    else if (way.status === "removing") await carryOutDeletion(app, way);
    else await carryOutChange(app, way);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Tried again when its turn comes; the code stands on the row for whoever looks.
    await app.db.getRepository(ContactWay).update({ corpId, id }, { askedAt: app.now(), lastError: error.code });
    app.log.warn({ corpId, wayId: id, code: error.code }, "contact way not settled yet");
  }
}

async function finishMaking(app: App, way: ContactWay): Promise<void> {
  const { corpId, id, state } = way;
  if (await adoptMadeWay(app, way)) return;
  // WeCom lists none: the call did not arrive. Asked anew under the same state.
  await app.db.getRepository(ContactWay).update({ corpId, id, status: "making" }, { askedAt: app.now() });
  const { configId, qrCode } = await addContactWay(app.wecom, wayFields(state, way.content));
  await goLive(app, way, { configId, qrCode });
}

/** Looks among the ways that WeCom lists and we do not know for the one with our state. @returns whether it was there. */
export async function adoptMadeWay(app: App, ref: { corpId: string; id: string }): Promise<boolean> {
  const { corpId, id } = ref;
  const way = await app.db.getRepository(ContactWay).findOneByOrFail({ corpId, id });
  if (way.status !== "making") return true;
  const from = new Date(Math.min(way.createdAt.getTime(), way.askedAt.getTime()) - CLOCK_MARGIN_MS);
  const listed = await listContactWays(app.wecom, { from, to: new Date(app.now().getTime() + CLOCK_MARGIN_MS) });
  const known = listed.length ? await app.db.getRepository(ContactWay).findBy({ corpId, configId: In(listed) }) : [];
  const unknown = listed.filter((configId) => !known.some((other) => other.configId === configId));
  for (const configId of unknown) {
    const found = await getContactWay(app.wecom, configId).catch((error: unknown) => {
      if (error instanceof WecomError && error.errcode === NO_SUCH_WAY) return null;
      throw error;
    });
    if (found?.state !== way.state) continue;
    await goLive(app, way, found);
    return true;
  }
  return false;
}

async function goLive(app: App, { corpId, id }: ContactWay, made: { configId: string; qrCode: string }): Promise<void> {
  await app.db
    .getRepository(ContactWay)
    .update(
      { corpId, id, status: "making" },
      { status: "live", configId: made.configId, qrCode: made.qrCode, lastError: null },
    );
}
