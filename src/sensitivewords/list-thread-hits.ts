import type { App } from "../app";
import { findMessages, type Thread } from "../conversations";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { fold } from "./fold";
import type { Level, ThreadHitsQuery, ThreadHitView, WatchedView } from "./sensitivewords.schema";
import { WordMatcher } from "./word-matcher";

interface Place {
  message_id: string;
  sent_at: Date;
}

interface Row {
  message_id: string;
  word: string;
  level: Level;
}

/** Messages of a thread with words of the list in them, newest first: for marking them and going from one to the next. */
export async function listThreadHits(app: App, thread: Thread, query: ThreadHitsQuery): Promise<Page<ThreadHitView>> {
  const { corpId, id: threadId } = thread;
  const after = query.cursor ? decodeCursor(query.cursor) : null;
  const time = after && new Date(String(after[0]));
  const messages: Place[] = await app.db.query(
    `SELECT DISTINCT sent_at, message_id FROM sensitive_hits WHERE corp_id = ? AND thread_id = ?
     ${after ? "AND sent_at <= ? AND (sent_at < ? OR message_id < ?)" : ""}
     ORDER BY sent_at DESC, message_id DESC LIMIT ?`,
    [corpId, threadId, ...(after ? [time, time, String(after[1])] : []), query.limit + 1],
  );
  const page = toPage(messages, query.limit, (row) => [row.sent_at.toISOString(), row.message_id]);
  return { ...page, data: await present(app, corpId, page.data) };
}

async function present(app: App, corpId: string, messages: Place[]): Promise<ThreadHitView[]> {
  if (messages.length === 0) return [];
  const ids = messages.map((row) => row.message_id);
  const [texts, rows] = await Promise.all([
    findMessages(app, corpId, ids),
    app.db.query<Row[]>(
      "SELECT message_id, word, level FROM sensitive_hits WHERE corp_id = ? AND message_id IN (?) ORDER BY id",
      [corpId, ids],
    ),
  ]);
  const textOf = new Map(texts.map((message) => [message.id, message.text]));
  return messages.map(({ message_id: messageId, sent_at: at }): ThreadHitView => {
    const words = rows.filter((row) => row.message_id === messageId);
    return { messageId, at, words: words.map((row) => watched(textOf.get(messageId) ?? "", row)) };
  });
}

/** The word as it stands there: 「ＡＩ」 where the list says 「ai」. */
function watched(text: string, { word, level }: Row): WatchedView {
  const folded = fold(word).text;
  const found = [true, false].map((wholeWord) => new WordMatcher([{ folded, wholeWord }]).find(text));
  const matches = found.find((list) => list.length > 0) ?? [];
  return { word, level, written: [...new Set(matches.map(({ start, end }) => text.slice(start, end)))] };
}
