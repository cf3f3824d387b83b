import Router from "@koa/router";
import { z } from "zod";
import type { Actor, App, Ctx, KoaState } from "../app";
import { extensionOf, MediaShelf, type MessageMediaRow, mediaOfMessages, retryMedia } from "../media";
import { NotFoundError } from "../platform/errors";
import { parseParams, parseQuery } from "../platform/http";
import { actorOf } from "../staff";
import { MessageNotFoundError } from "./conversations.errors";
import { requireVisibleThread } from "./conversations.policy";
import { findMessages } from "./conversations.queries";
import { type FoundMedia, findMedia } from "./find-media";
import type { MessageContent } from "./message-content";
import type { ReadingRecord } from "./reading-record";

const Params = z.object({ id: z.string().regex(/^\d{1,20}$/), part: z.coerce.number().int().min(0).max(10_000) });
/** `save=1`: as a file, whatever it is. */
const SaveQuery = z.object({ save: z.enum(["0", "1"]).default("0") });

/** Files of messages, for who may read the conversation; reading others' is recorded file by file. */
export function mediaConsole(app: App, readings: ReadingRecord): Router<KoaState> {
  const router = new Router<KoaState>();
  const shelf = new MediaShelf(app);

  router.get("/messages/:id/media/:part", async (ctx) => {
    const { save } = parseQuery(ctx, SaveQuery);
    const { file, found, messageId } = await requireFile(app, readings, ctx, "media.read");
    const { bytes } = withBytes(file);
    const name = found?.name || `${messageId}-${file.part}.${extensionOf(bytes.contentType)}`;
    await shelf.serve(ctx, bytes, { name, save: save === "1" });
  });

  router.get("/messages/:id/media/:part/thumb", async (ctx) => {
    const { file } = await requireFile(app, readings, ctx, null);
    await shelf.serveThumb(ctx, actorOf(ctx).corpId, withBytes(file).bytes);
  });

  router.post("/messages/:id/media/:part/retry", async (ctx) => {
    const { file } = await requireFile(app, readings, ctx, null);
    ctx.body = { data: { queued: await retryMedia(app, actorOf(ctx).corpId, file.fileId) } };
  });

  return router;
}

function withBytes(file: MessageMediaRow): { bytes: NonNullable<MessageMediaRow["blob"]> } {
  if (!file.blob) throw new NotFoundError("media");
  return { bytes: file.blob };
}

/** @throws {ThreadNotFoundError} {MessageNotFoundError} {NotFoundError} when there is nothing that the actor may see. */
async function requireFile(
  app: App,
  readings: ReadingRecord,
  ctx: Ctx,
  action: "media.read" | null,
): Promise<{ file: MessageMediaRow; found: FoundMedia | undefined; messageId: string }> {
  const actor: Actor = actorOf(ctx);
  const { id, part } = parseParams(ctx, Params);
  const [message] = await findMessages(app, actor.corpId, [id]);
  if (!message) throw new MessageNotFoundError();
  const thread = await requireVisibleThread(app, actor, message.threadId);
  const rows = (await mediaOfMessages(app, actor.corpId, [id])).get(id);
  const file = rows?.find((row) => row.part === part);
  if (!file) throw new NotFoundError("media");
  await readings.note(actor, thread);
  if (action) await readings.noteFile(actor, thread, `message:${id}/${part}`);
  const content = message.content === null ? null : (JSON.parse(message.content) as MessageContent);
  return { file, found: findMedia(content)[part], messageId: id };
}
