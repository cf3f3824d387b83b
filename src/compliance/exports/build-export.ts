import { buffer } from "node:stream/consumers";
import { DateTime } from "luxon";
import { In } from "typeorm";
import { z } from "zod";
import type { Actor, App } from "../../app";
import { openStorage } from "../../media";
import type { ContentPlace } from "../../platform/content-cipher";
import { AppError, ForbiddenError, NotFoundError } from "../../platform/errors";
import { defineJob } from "../../platform/work";
import { buildActor, recordAudit } from "../../staff";
import { ChatExport } from "./chat-export.entity";
import { type ExportFormat, type ExportState, WantedChats } from "./exports.schema";
import { type ExportedMessage, readChats } from "./read-chats";
import { pageOf } from "./write-page";
import { type Mark, workbookOf } from "./write-workbook";

/** Long enough to fetch it, short enough that it is not kept here twice. */
const KEPT_MS = 24 * 3_600_000;
const types: Record<ExportFormat, string> = {
  excel: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  html: "text/html; charset=utf-8",
};

export const EXPORT_JOB = "compliance.export";
/** Under which the work for an export is found again. */
export const firstRoundOf = (exportId: string) => `export:${exportId}`;

export function storageKeyOf({ corpId, id }: Pick<ChatExport, "corpId" | "id">): string {
  return `exports/${corpId}/${id}`;
}

/** Where the file is sealed to, when a content key is configured: it holds in one place what is sealed row by row elsewhere. */
function placeOf({ corpId, id }: Pick<ChatExport, "corpId" | "id">): ContentPlace {
  return { column: "chat_exports.file", corpId, row: id };
}

/** Managers and administrators may take chats out; which ones, their scope says. Recorded before anything is read. */
export async function startExport(
  app: App,
  actor: Actor,
  input: { format: ExportFormat; reason: string; wanted: WantedChats },
): Promise<ChatExport> {
  if (actor.role === "rep") throw new ForbiddenError("chats.export");
  const { corpId } = actor;
  const exportsOf = app.db.getRepository(ChatExport);
  const id = await app.work.transaction(async (tx) => {
    const { identifiers } = await tx.insert(ChatExport, {
      ...input,
      corpId,
      userid: actor.userid,
      state: "waiting",
      messages: 0,
      createdAt: app.now(),
    });
    const exportId = String(identifiers[0]?.id);
    await app.work.add(tx, {
      corpId,
      handler: EXPORT_JOB,
      payload: { exportId },
      dedupeKey: firstRoundOf(exportId),
    });
    return exportId;
  });
  const what = input.wanted.kind === "thread" ? `thread:${input.wanted.threadId}` : "search";
  await recordAudit(app, actor, { action: "chats.export", subject: `export:${id} ${what} ${input.format}` });
  return exportsOf.findOneByOrFail({ corpId, id });
}

/**
 * Runs again after it died: the file is simply written anew under the same name. Given up meanwhile (`mendExports`, a
 * customer who was to be forgotten), it leaves no file behind.
 */
export async function buildExport(app: App, corpId: string, id: string): Promise<void> {
  const exportsOf = app.db.getRepository(ChatExport);
  const storage = openStorage(app.config.media);
  const underWay = { corpId, id, state: In<ExportState>(["waiting", "building"]) };
  const one = await exportsOf.findOneBy({ corpId, id });
  if (!one || one.state === "ready") return;
  if (one.state === "failed" || one.state === "expired") return storage.remove(storageKeyOf(one));
  // As the right is now: it may have been taken away since.
  const actor = await buildActor(app, corpId, one.userid);
  try {
    if (!actor || actor.role === "rep") throw new ForbiddenError("chats.export");
    await exportsOf.update(underWay, { state: "building", messages: 0 });
    const messages: ExportedMessage[] = [];
    for await (const page of readChats(app, actor, WantedChats.parse(one.wanted))) {
      messages.push(...page);
      await exportsOf.update(underWay, { messages: messages.length });
    }
    const mark = markOf(app, actor, one);
    const file = one.format === "excel" ? await workbookOf(messages, mark) : await pageOf(app, messages, mark);
    const kept = app.content.sealBytes(file, placeOf(one));
    await storage.keepBytes(storageKeyOf(one), kept, types[one.format]);
    const finished = await exportsOf.update(underWay, {
      state: "ready",
      messages: messages.length,
      bytes: String(file.length),
      finishedAt: app.now(),
      expiresAt: new Date(app.now().getTime() + KEPT_MS),
    });
    if (finished.affected === 1) return;
    const now = await exportsOf.findOneBy({ corpId, id });
    if (now?.state !== "ready") await storage.remove(storageKeyOf(one));
  } catch (error) {
    if (!(error instanceof AppError) || error.retryable || error.status >= 500) throw error;
    await giveUp(app, one, error.code);
  }
}

/** What may have been written of it goes with the next round of expiry, whenever the storage answers. */
export async function giveUp(app: App, { corpId, id }: Pick<ChatExport, "corpId" | "id">, error: string) {
  const now = app.now();
  await app.db
    .getRepository(ChatExport)
    .update(
      { corpId, id, state: In<ExportState>(["waiting", "building"]) },
      { state: "failed", error, finishedAt: now, expiresAt: now, wanted: {} },
    );
}

function markOf(app: App, actor: Actor, one: ChatExport): Mark {
  const when = (at: Date) => DateTime.fromJSDate(at).setZone(app.config.timeZone).toFormat("yyyy-MM-dd HH:mm:ss");
  return {
    when,
    line: `常青导出 #${one.id} · ${actor.name}（${actor.userid}）· ${when(app.now())} · 用途：${one.reason}`,
  };
}

/** @throws {NotFoundError} for anybody but who asked for it. {AppError} when there is no file yet or any more. */
export async function openExport(app: App, actor: Actor, id: string) {
  const one = await app.db.getRepository(ChatExport).findOneBy({ corpId: actor.corpId, id, userid: actor.userid });
  if (!one) throw new NotFoundError("export");
  if (actor.role === "rep") throw new ForbiddenError("chats.export");
  if (one.state === "expired" || (one.state === "ready" && one.expiresAt && one.expiresAt <= app.now())) {
    throw new AppError("compliance.expired", "The file has expired", { status: 410 });
  }
  if (one.state !== "ready") throw new AppError("compliance.not_ready", "Not ready", { status: 409 });
  await recordAudit(app, actor, { action: "chats.download", subject: `export:${id}` });
  const kept = await buffer(await openStorage(app.config.media).read(storageKeyOf(one)));
  return {
    file: app.content.openBytes(kept, placeOf(one)),
    type: types[one.format],
    name: `会话导出-${id}.${one.format === "excel" ? "xlsx" : "html"}`,
  };
}

/** Files go after a day, and with them what they were about; those of exports that were given up go at once. */
export async function expireExports(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  const old = await app.db
    .getRepository(ChatExport)
    .createQueryBuilder("one")
    .where("one.corpId = :corpId AND one.state IN ('ready', 'failed') AND one.expiresAt <= :now", {
      corpId,
      now: app.now(),
    })
    .limit(50)
    .getMany();
  if (old.length === 0) return;
  const storage = openStorage(app.config.media);
  for (const one of old) {
    await storage.remove(storageKeyOf(one));
    const gone = one.state === "failed" ? { expiresAt: null } : { state: "expired" as const, wanted: {} };
    await app.db.getRepository(ChatExport).update({ corpId, id: one.id }, gone);
  }
}

export const exportJob = defineJob({
  queue: "insights",
  payload: z.strictObject({ exportId: z.string().regex(/^\d+$/) }),
  run: (app: App, { exportId }, { corpId }) => buildExport(app, corpId, exportId),
});
