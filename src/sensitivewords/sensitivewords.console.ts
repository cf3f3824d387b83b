import Router from "@koa/router";
import type { Actor, App, KoaState } from "../app";
import { ReadingRecord, requireVisibleThread } from "../conversations";
import { parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf, recordAudit, requireManager } from "../staff";
import { addWords, changeWord, removeWords, setReceivers } from "./edit-words";
import { handleHits } from "./handle-hits";
import { listHits } from "./list-hits";
import { listThreadHits } from "./list-thread-hits";
import { startScan } from "./scan-past";
import { SensitiveScan } from "./sensitive-scan.entity";
import { SensitiveSettings } from "./sensitive-settings.entity";
import { SensitiveWord } from "./sensitive-word.entity";
import {
  AddWords,
  ChangeWord,
  HandleHits,
  HitsQuery,
  type MatchView,
  RemoveWords,
  SetReceivers,
  StartScan,
  TestText,
  ThreadHitsQuery,
  ThreadParams,
  WordParams,
  type WordsView,
} from "./sensitivewords.schema";
import { wordMatcher } from "./word-list";

/** Managers only: the list tells what is watched, the hits quote other people's chats. */
export function sensitivewordsConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  const readings = ReadingRecord.of(app);
  const manager = (ctx: Parameters<typeof actorOf>[0], action: string): Actor => {
    const actor = actorOf(ctx);
    requireManager(actor, `sensitive_words.${action}`);
    return actor;
  };

  router.get("/sensitive-words", async (ctx) => {
    ctx.body = { data: await readWords(app, manager(ctx, "read").corpId) };
  });

  router.post("/sensitive-words", async (ctx) => {
    ctx.body = { data: await addWords(app, manager(ctx, "change"), parseBody(ctx, AddWords)) };
  });

  router.post("/sensitive-words/remove", async (ctx) => {
    const actor = manager(ctx, "change");
    await removeWords(app, actor, parseBody(ctx, RemoveWords).ids);
    ctx.body = { data: await readWords(app, actor.corpId) };
  });

  router.put("/sensitive-words/receivers", async (ctx) => {
    const actor = manager(ctx, "change");
    await setReceivers(app, actor, parseBody(ctx, SetReceivers).receivers);
    ctx.body = { data: await readWords(app, actor.corpId) };
  });

  router.post("/sensitive-words/test", async (ctx) => {
    const { corpId } = manager(ctx, "read");
    const { text } = parseBody(ctx, TestText);
    const matches = (await wordMatcher(app, corpId)).find(text);
    const data = matches.map(({ word, start, end }): MatchView => {
      return { word: word.word, level: word.level, groupName: word.groupName, start, end };
    });
    ctx.body = { data };
  });

  router.post("/sensitive-words/scan", async (ctx) => {
    const actor = manager(ctx, "scan");
    await startScan(app, actor, parseBody(ctx, StartScan));
    ctx.body = { data: await readWords(app, actor.corpId) };
  });

  router.put("/sensitive-words/:id", async (ctx) => {
    const actor = manager(ctx, "change");
    const { id } = parseParams(ctx, WordParams);
    await changeWord(app, actor, id, parseBody(ctx, ChangeWord));
    ctx.body = { data: await readWords(app, actor.corpId) };
  });

  router.get("/sensitive-hits", async (ctx) => {
    const actor = manager(ctx, "review");
    const query = parseQuery(ctx, HitsQuery);
    const page = await listHits(app, actor, query);
    // Each page quotes other people's chats: it is on the record before it is shown.
    if (page.data.length > 0) await recordAudit(app, actor, { action: "sensitive_hits.read", subject: query.state });
    ctx.body = page;
  });

  router.get("/sensitive-hits/threads/:threadId", async (ctx) => {
    const actor = manager(ctx, "review");
    const query = parseQuery(ctx, ThreadHitsQuery);
    const thread = await requireVisibleThread(app, actor, parseParams(ctx, ThreadParams).threadId);
    // A reader asks again and again while the conversation is open: one reading.
    await readings.note(actor, thread);
    ctx.body = await listThreadHits(app, thread, query);
  });

  router.post("/sensitive-hits/handle", async (ctx) => {
    ctx.body = { data: { handled: await handleHits(app, manager(ctx, "review"), parseBody(ctx, HandleHits)) } };
  });

  return router;
}

async function readWords(app: App, corpId: string): Promise<WordsView> {
  const [words, settings, scan] = await Promise.all([
    app.db.getRepository(SensitiveWord).find({ where: { corpId }, order: { groupName: "ASC", word: "ASC" } }),
    app.db.getRepository(SensitiveSettings).findOneBy({ corpId }),
    app.db.getRepository(SensitiveScan).findOne({ where: { corpId }, order: { id: "DESC" } }),
  ]);
  return {
    words: words.map(({ id, word, groupName, level, wholeWord, enabled }) => {
      return { id, word, groupName, level, wholeWord: Boolean(wholeWord), enabled: Boolean(enabled) };
    }),
    receivers: settings?.receivers ?? [],
    scan: scan && {
      state: scan.state,
      from: scan.fromAt,
      to: new Date(scan.toAt.getTime() - 1),
      done: scan.state === "done" ? 1 : Number(scan.position) / Math.max(1, Number(scan.untilId)),
      checked: scan.checked,
      found: scan.found,
    },
  };
}
