import { DateTime } from "luxon";
import type { Actor, App } from "../../app";
import { listMessages, MessageSearchQuery, presentThread, requireVisibleThread, searchAs } from "../../conversations";
import { type MessageMediaRow, mediaOfMessages } from "../../media";
import { AppError } from "../../platform/errors";
import type { WantedChats } from "./exports.schema";

/** A sheet that opens, and a page that scrolls. */
export const MAX_MESSAGES = 50_000;
const PAGE = 200;
const HITS = 100;

export class TooManyToExportError extends AppError {
  constructor() {
    super("compliance.too_many", `More than ${MAX_MESSAGES} messages`, { status: 422 });
  }
}

export interface ExportedMessage {
  id: string;
  at: Date;
  thread: string;
  senderKind: "member" | "customer" | "robot";
  sender: string;
  msgtype: string;
  text: string;
  recalled: boolean;
  files: MessageMediaRow[];
}

/**
 * The messages that were asked for, page by page, as far as the actor may see them now.
 *
 * @throws {TooManyToExportError} {ThreadNotFoundError} and the errors of the search.
 */
export async function* readChats(app: App, actor: Actor, wanted: WantedChats): AsyncGenerator<ExportedMessage[]> {
  let count = 0;
  const pages = wanted.kind === "thread" ? ofThread(app, actor, wanted) : ofSearch(app, actor, wanted);
  for await (const page of pages) {
    count += page.length;
    if (count > MAX_MESSAGES) throw new TooManyToExportError();
    const files = await mediaOfMessages(
      app,
      actor.corpId,
      page.map(({ id }) => id),
    );
    yield page.map((message) => ({ ...message, files: files.get(message.id) ?? [] }));
  }
}

type Page = Omit<ExportedMessage, "files">[];

async function* ofThread(app: App, actor: Actor, wanted: WantedChats & { kind: "thread" }): AsyncGenerator<Page> {
  const zone = app.config.timeZone;
  const thread = await requireVisibleThread(app, actor, wanted.threadId);
  const { title } = await presentThread(app, actor, thread);
  const start = wanted.from ? DateTime.fromISO(wanted.from, { zone }) : DateTime.fromMillis(0, { zone });
  const end = wanted.to ? DateTime.fromISO(wanted.to, { zone }).plus({ days: 1 }).toJSDate() : null;
  let page = await listMessages(app, thread, { at: start.toISO() ?? "", limit: PAGE });
  for (;;) {
    const within = end ? page.data.filter((message) => message.at < end) : page.data;
    yield within.map((message) => ({
      id: message.id,
      at: message.at,
      thread: title,
      senderKind: message.sender.kind,
      sender: message.sender.name,
      msgtype: message.msgtype,
      text: message.text,
      recalled: message.recalledAt !== null,
    }));
    if (!page.newer || within.length < page.data.length) return;
    page = await listMessages(app, thread, { after: page.newer, limit: PAGE });
  }
}

async function* ofSearch(
  app: App,
  actor: Actor,
  { kind: _kind, ...wanted }: WantedChats & { kind: "search" },
): AsyncGenerator<Page> {
  const query = MessageSearchQuery.parse({ ...wanted, limit: HITS });
  for (let cursor: string | undefined; ; ) {
    const page = await searchAs(app, actor, { ...query, cursor });
    yield page.data.map((hit) => ({
      id: hit.messageId,
      at: hit.at,
      thread: hit.thread.title,
      senderKind: hit.sender.kind,
      sender: hit.sender.name,
      msgtype: hit.msgtype,
      text: hit.text,
      recalled: false,
    }));
    if (!page.nextCursor) return;
    cursor = page.nextCursor;
  }
}
