import type { App } from "../app";
import { enlistMedia, firstMessageWithFiles, type MediaMention, WECOM_KEEPS_MS } from "../media";
import { findMedia } from "./find-media";
import type { MessageContent } from "./message-content";

/** Messages of one transaction. */
const PAGE = 500;
const LAST_ID = String(Number.MAX_SAFE_INTEGER);

interface Row {
  id: string;
  msgid: string;
  sentAt: Date;
  content: string;
}

/**
 * Puts the files of messages into the queue that were archived before files were, and of those alone: from the newest
 * message back to `since`. What WeCom no longer has is then on record as expired instead of missing. Bears running twice
 * and beside the archiver.
 *
 * @returns how many messages had files that nobody had asked for.
 */
export async function enlistPastMedia(app: App, corpId: string, since: Date): Promise<number> {
  return (await walkBack(app, corpId, { since, before: LAST_ID, budgetMs: Number.POSITIVE_INFINITY })).enlisted;
}

/** What the last whole look at older messages began at. */
const looked = new WeakMap<App, string>();

/**
 * The same without being asked, after an update from a release that did not download files: for messages older than the
 * first one with files, as long as WeCom has them. Where it stands is told by the rows themselves, so a process that dies
 * goes on; once nothing is left a look costs one indexed read.
 */
export async function enlistOlderMedia(app: App, budgetMs = 5_000): Promise<void> {
  const { corpId } = app.config.wecom;
  const before = (await firstMessageWithFiles(app, corpId)) ?? LAST_ID;
  if (looked.get(app) === before) return;
  const since = new Date(app.now().getTime() - WECOM_KEEPS_MS);
  const { enlisted, done } = await walkBack(app, corpId, { since, before, budgetMs });
  if (enlisted > 0) app.log.info({ corpId, messages: enlisted }, "files of earlier messages put into the queue");
  if (done) looked.set(app, before);
}

async function walkBack(
  app: App,
  corpId: string,
  range: { since: Date; before: string; budgetMs: number },
): Promise<{ enlisted: number; done: boolean }> {
  const endsAt = performance.now() + range.budgetMs;
  let enlisted = 0;
  for (let { before } = range; performance.now() <= endsAt; ) {
    // Ids rise with the archive and nearly with time: a whole page from before `since` is the end.
    const page: { id: string; recent: number }[] = await app.db.query(
      `SELECT id, sent_at >= ? AS recent FROM messages FORCE INDEX (PRIMARY)
       WHERE corp_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
      [range.since, corpId, before, PAGE],
    );
    const recent = page.filter((message) => Number(message.recent) === 1).map(({ id }) => id);
    const last = page.at(-1);
    if (!last || recent.length === 0) return { enlisted, done: true };
    enlisted += await enlistPage(app, corpId, recent);
    before = last.id;
  }
  return { enlisted, done: false };
}

function enlistPage(app: App, corpId: string, ids: string[]): Promise<number> {
  return app.db.transaction(async (tx) => {
    // Locked: one that is removed at this moment must not leave files behind.
    const rows: Row[] = await tx.query(
      `SELECT id, msgid, sent_at AS sentAt, content FROM messages WHERE corp_id = ? AND id IN (?) AND content IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM message_media used WHERE used.message_id = messages.id)
       ORDER BY id LOCK IN SHARE MODE`,
      [corpId, ids],
    );
    const mentions = rows.flatMap((row) => mentionsOf(app, corpId, row));
    await enlistMedia(tx, app.content, corpId, mentions);
    return new Set(mentions.map(({ messageId }) => messageId)).size;
  });
}

function mentionsOf(app: App, corpId: string, { id, msgid, sentAt, content }: Row): MediaMention[] {
  const opened = app.content.open(content, { column: "messages.content", corpId, row: msgid });
  return findMedia(JSON.parse(opened) as MessageContent).map(({ kind, sdkfileid, md5, size }, part) => {
    return { messageId: id, part, kind, sdkfileid, md5, size, sentAt };
  });
}
