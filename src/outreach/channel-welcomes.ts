import type { App } from "../app";
import { FollowRelation } from "../contacts";
import type { Tx } from "../platform/db";
import { readOperatorFile } from "../platform/operator-file";
import { ChannelWelcome } from "./channel-welcome.entity";
import { WelcomeConfig, WelcomeContent } from "./welcome-content";

/** Who comes with this `state` is greeted with `content` from the commit on; null: with the usual words. */
export async function setChannelWelcome(
  tx: Tx,
  channel: { corpId: string; state: string },
  content: WelcomeContent | null,
): Promise<void> {
  const { corpId, state } = channel;
  if (content === null) {
    await tx.delete(ChannelWelcome, { corpId, state });
    return;
  }
  await tx.query(
    `INSERT INTO channel_welcomes (corp_id, state, content) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE content = VALUES(content)`,
    [corpId, state, JSON.stringify(content)],
  );
}

/** The words for one new customer. The consent's event names no channel; then the relation knows it. */
export async function welcomeFor(
  app: App,
  customer: { corpId: string; externalUserid: string; userid: string; state?: string | undefined },
): Promise<WelcomeContent> {
  const { corpId, externalUserid, userid } = customer;
  const state =
    customer.state ??
    (await app.db.getRepository(FollowRelation).findOneBy({ corpId, externalUserid, userid }))?.state ??
    null;
  const own = state === null ? null : await app.db.getRepository(ChannelWelcome).findOneBy({ corpId, state });
  return own ? WelcomeContent.parse(own.content) : readOperatorFile("welcome.json", WelcomeConfig);
}
