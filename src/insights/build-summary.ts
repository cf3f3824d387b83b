import { DateTime } from "luxon";
import type { App } from "../app";
import { type Message, messagesOfThread } from "../conversations";
import { type ExtractedLine, extractLines, type SaidMessage } from "./extract-lines";
import { insightsLexicon } from "./lexicon";
import { ThreadSummary } from "./thread-summary.entity";

export interface ThreadDay {
  corpId: string;
  threadId: string;
  /** `YYYY-MM-DD` in the corp's zone. */
  day: string;
}

/** More than anybody reads; a busier day is summarised from its first messages. */
const MAX_MESSAGES = 2_000;

/**
 * Reads the day and writes its lines. Built twice it says the same; a message that arrives meanwhile marks the day as due
 * again, and that mark is kept.
 */
export async function buildSummary(app: App, target: ThreadDay): Promise<ThreadSummary> {
  const repository = app.db.getRepository(ThreadSummary);
  const { corpId, threadId, day } = target;
  const before = await repository.findOneBy({ corpId, threadId, day });
  const from = DateTime.fromISO(day, { zone: app.config.timeZone });
  const stored = await messagesOfThread(app, corpId, threadId, {
    from: from.toJSDate(),
    to: from.plus({ days: 1 }).toJSDate(),
    limit: MAX_MESSAGES,
  });
  const said = stored.flatMap((message) => readable(message, app.config.timeZone));
  const lines = extractLines(said, insightsLexicon());
  const content = { messages: said.length, lines, builtAt: app.now() };
  await app.db.query(
    `INSERT INTO thread_summaries (corp_id, thread_id, day, messages, \`lines\`, due_at, built_at) VALUES (?, ?, ?, ?, ?, NULL, ?)
     ON DUPLICATE KEY UPDATE messages = VALUES(messages), \`lines\` = VALUES(\`lines\`), built_at = VALUES(built_at),
       due_at = IF(due_at <=> ?, NULL, due_at)`,
    [corpId, threadId, day, said.length, sealLines(app, target, lines), content.builtAt, before?.dueAt ?? null],
  );
  return repository.findOneByOrFail({ corpId, threadId, day });
}

/** An empty day stays as it is: lists count lines in SQL, and there is nothing to hide. */
function sealLines(app: App, { corpId, threadId, day }: ThreadDay, lines: ExtractedLine[]): string {
  const json = JSON.stringify(lines);
  if (lines.length === 0) return json;
  const sealed = app.content.seal(json, { column: "thread_summaries.lines", corpId, row: `${threadId}:${day}` });
  return sealed === json ? json : JSON.stringify(sealed);
}

/** Recalled messages are not quoted: the speaker took them back. */
function readable(message: Message, zone: string): SaidMessage[] {
  if (message.recalledAt || message.msgtype !== "text" || message.senderKind === "robot") return [];
  return [
    {
      id: message.id,
      speaker: message.senderKind === "customer" ? "customer" : "member",
      speakerId: message.senderId,
      text: message.text,
      at: DateTime.fromJSDate(message.sentAt).setZone(zone),
    },
  ];
}
