import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Router from "@koa/router";
import { buildCustomer, buildMember } from "../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import type { KoaState } from "../app";
import { listTimeline } from "../contacts";
import { createKoa } from "../platform/http";
import { knowledgePages } from "./knowledge.pages";
import { readingOf } from "./knowledge.queries";
import { CreateArticleRequest } from "./knowledge.schema";
import { createArticle, deleteArticle } from "./save-article";
import { searchArticles } from "./search-articles";
import { seedDemoKnowledge } from "./seed-demo-knowledge";
import { shareArticle } from "./share-link";

let test: TestApp;
let server: Server;
let origin: string;

beforeAll(async () => {
  test = await buildTestApp();
  const koa = createKoa(test.app.log);
  const pages = new Router<KoaState>({ prefix: "/p" });
  pages.use(knowledgePages(test.app).routes());
  koa.use(pages.routes() as never);
  server = createServer(koa.callback()).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await test.close();
});

async function shared(fields: Partial<CreateArticleRequest> = {}) {
  const { app, corpId } = test;
  const member = await buildMember(app, { name: "周敏" });
  const article = CreateArticleRequest.parse({
    title: "滤芯更换指南",
    body: "先关水。\n\n## 步骤\n1. 拔出\n2. 插入",
    ...fields,
  });
  const articleId = await createArticle(app, { corpId, userid: member.userid }, article);
  const { contact } = await buildCustomer(app, { userid: member.userid });
  const { externalUserid } = contact;
  const link = await shareArticle(app, { corpId, articleId, externalUserid, userid: member.userid });
  return { articleId, externalUserid, member, ...link, path: link.url.replace(/^https?:\/\/[^/]+/, "") };
}

describe("a shared article", () => {
  it("opens on a phone in Chinese, small and without scripts, and tells who sent it", async () => {
    const { path } = await shared();
    const response = await fetch(`${origin}${path}`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/text\/html; ?charset=utf-8/i);
    expect(html).toContain("<h1>滤芯更换指南</h1>");
    expect(html).toContain("<ol>\n<li>拔出</li>");
    expect(html).toContain("周敏");
    expect(html).not.toContain("<script");
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
  });

  it("counts one opening a minute, on the timeline and in the reading figures", async () => {
    const { path, articleId, externalUserid, member } = await shared();
    await fetch(`${origin}${path}`);
    await fetch(`${origin}${path}`);
    test.clock.advance(61_000);
    await fetch(`${origin}${path}`);
    const timeline = await listTimeline(test.app, { corpId: test.corpId, externalUserid, limit: 10 });
    expect(timeline.data.map((entry) => entry.kind)).toEqual(["knowledge.viewed", "knowledge.viewed"]);
    expect(timeline.data[0]?.data).toMatchObject({ articleId, sharedBy: member.userid });
    expect(await readingOf(test.app, test.corpId, articleId)).toEqual({ shared: 1, readers: 1, views: 2 });
  });

  it("counts two at the same moment once", async () => {
    const { path, articleId } = await shared();
    await Promise.all([fetch(`${origin}${path}`), fetch(`${origin}${path}`), fetch(`${origin}${path}`)]);
    expect((await readingOf(test.app, test.corpId, articleId)).views).toBe(1);
  });

  it("is not counted when only a preview asks for it", async () => {
    const { path, articleId } = await shared();
    await fetch(`${origin}${path}`, { method: "HEAD" });
    expect((await readingOf(test.app, test.corpId, articleId)).views).toBe(0);
  });

  it("sent to many counts openings without a reader", async () => {
    const { articleId, member } = await shared();
    const { corpId } = test;
    const { url } = await shareArticle(test.app, { corpId, articleId, externalUserid: "", userid: member.userid });
    await fetch(`${origin}${new URL(url).pathname}`);
    expect(await readingOf(test.app, corpId, articleId)).toEqual({ shared: 1, readers: 0, views: 1 });
    const events: unknown[] = await test.app.db.query(
      "SELECT id FROM customer_events WHERE corp_id = ? AND external_userid = ''",
      [corpId],
    );
    expect(events).toEqual([]);
  });

  it("keeps one link per customer and member", async () => {
    const first = await shared();
    const { corpId } = test;
    const { articleId, externalUserid, member } = first;
    const again = await shareArticle(test.app, { corpId, articleId, externalUserid, userid: member.userid });
    expect(again).toEqual({ linkId: first.linkId, url: first.url });
  });

  it("shows that it is gone once deleted, and stands for nothing when the signature is wrong", async () => {
    const { path, articleId } = await shared();
    const forged = await fetch(`${origin}${path.slice(0, -2)}xx`);
    expect(forged.status).toBe(404);
    await deleteArticle(test.app, test.corpId, articleId);
    const gone = await fetch(`${origin}${path}`);
    expect(gone.status).toBe(404);
    expect(await gone.text()).toContain("内容已下架");
  });

  it("shows what an author typed as text, never as HTML", async () => {
    const body =
      '<img src=x onerror=alert(1)>\n[点我](javascript:alert(1)) [官网](https://example.com/?a=1&b=2)\n- "引号"';
    const { path } = await shared({ title: "<script>x</script>", body });
    const html = await (await fetch(`${origin}${path}`)).text();
    expect(html).not.toContain("<img");
    expect(html).not.toContain("<script>");
    expect(html).not.toContain('href="javascript');
    expect(html).toContain('href="https://example.com/?a=1&amp;b=2"');
  });

  it("stays under 60 kB however long the article is", async () => {
    const { path } = await shared({ body: "很长的正文。".repeat(20_000) });
    const html = await (await fetch(`${origin}${path}`)).text();
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
  });

  it("refuses drafts", async () => {
    await expect(shared({ state: "draft" })).rejects.toMatchObject({ code: "knowledge.not_published" });
  });
});

describe("the starter articles", () => {
  it("come once, only when demo data is wanted, and are searchable at once", async () => {
    const demo = await buildTestApp({ env: { DEMO_DATA: "1" } });
    try {
      await Promise.all([seedDemoKnowledge(demo.app), seedDemoKnowledge(demo.app)]);
      await seedDemoKnowledge(demo.app);
      const rows: { n: string }[] = await demo.app.db.query(
        "SELECT COUNT(*) AS n FROM knowledge_articles WHERE corp_id = ?",
        [demo.corpId],
      );
      expect(Number(rows[0]?.n)).toBeGreaterThanOrEqual(25);
      const hits = await searchArticles(demo.app, demo.corpId, "滤芯更换步骤", 3);
      expect(hits[0]?.document.title).toBe("滤芯更换指南");
      await drainWork(demo.app);
    } finally {
      await demo.close();
    }
    await seedDemoKnowledge(test.app);
    expect((await searchArticles(test.app, test.corpId, "花呗", 3)).length).toBe(0);
  });
});
