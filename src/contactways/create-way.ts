import { randomBytes } from "node:crypto";
import type { Actor, App } from "../app";
import { setChannelWelcome } from "../outreach";
import { isDuplicateKey } from "../platform/db";
import { addContactWay, WecomError, WecomUnreachableError } from "../wecom";
import { checkWelcome } from "./check-welcome";
import { ContactWay } from "./contact-way.entity";
import { WayNameTakenError, wayRefusal } from "./contactways.errors";
import type { WayContent } from "./contactways.schema";
import { adoptMadeWay } from "./settle-ways";
import { wayFields } from "./way-fields";

/**
 * Makes a 渠道活码. The row stands before WeCom is asked, so that a code whose answer was lost, or whose process died, is found
 * again by its state instead of being made twice.
 *
 * @returns the id; the way is `making` while WeCom's answer is out.
 * @throws {WayNameTakenError}, or what WeCom refuses; then nothing was made.
 */
export async function createWay(app: App, actor: Actor, content: WayContent): Promise<string> {
  checkWelcome(content);
  const { corpId } = actor;
  const state = `eg${randomBytes(8).toString("hex")}`;
  const id = await insertWay(app, actor, state, content);
  try {
    const { configId, qrCode } = await addContactWay(app.wecom, wayFields(state, content));
    await app.db
      .getRepository(ContactWay)
      .update({ corpId, id, status: "making" }, { status: "live", configId, qrCode, lastError: null });
  } catch (error) {
    if (error instanceof WecomUnreachableError && error.mayHaveWorked) {
      // Found at once, or later by the schedule; either way it is not asked for again before WeCom has been looked at.
      await adoptMadeWay(app, { corpId, id }).catch((lookError: unknown) => {
        app.log.warn({ error: lookError, corpId, wayId: id }, "cannot look for a contact way now");
      });
      return id;
    }
    if (!(error instanceof WecomError || error instanceof WecomUnreachableError)) throw error;
    await forgetWay(app, corpId, id, state);
    throw wayRefusal(error);
  }
  return id;
}

async function insertWay(app: App, actor: Actor, state: string, content: WayContent): Promise<string> {
  const { corpId } = actor;
  try {
    return await app.work.transaction(async (tx) => {
      const inserted = await tx.insert(ContactWay, {
        corpId,
        state,
        liveName: content.name,
        content,
        status: "making",
        createdBy: actor.userid,
        askedAt: app.now(),
      });
      await setChannelWelcome(tx, { corpId, state }, content.welcome);
      return String(inserted.identifiers[0]?.id);
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new WayNameTakenError(content.name);
    throw error;
  }
}

/** WeCom refused: there is nothing to remember. */
async function forgetWay(app: App, corpId: string, id: string, state: string): Promise<void> {
  await app.work.transaction(async (tx) => {
    await tx.delete(ContactWay, { corpId, id, status: "making" });
    await setChannelWelcome(tx, { corpId, state }, null);
  });
}
