import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { Article } from "./article.entity";
import { indexArticles } from "./index-articles";
import { ArticleChangedError, ArticleNotFoundError } from "./knowledge.errors";
import { getArticle, listArticles, readingOf } from "./knowledge.queries";
import { CreateArticleRequest } from "./knowledge.schema";
import { knowledgeReader } from "./knowledge-index";
import { createArticle, deleteArticle, updateArticle } from "./save-article";
import { searchArticles } from "./search-articles";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp();
});
afterAll(() => test.close());

let corps = 0;
/** A corp of its own for each test, in the one database. */
function editor() {
  corps += 1;
  return { corpId: `${test.corpId}${corps}`, userid: "zhao" };
}

function article(fields: Partial<CreateArticleRequest> & { title: string }): CreateArticleRequest {
  return CreateArticleRequest.parse({ category: "滤芯", body: "复合滤芯一年换一次。", ...fields });
}

async function titlesFor(corpId: string, words: string): Promise<string[]> {
  return (await searchArticles(test.app, corpId, words, 10)).map((hit) => hit.document.title);
}

describe("articles", () => {
  it("are found by words of their title, body, tags and attributes once indexed", async () => {
    const who = editor();
    await createArticle(
      test.app,
      who,
      article({ title: "更换指南", tags: ["旋插"], attributes: [{ name: "适用机型", value: "星河" }] }),
    );
    await createArticle(test.app, who, article({ title: "发票", body: "可以开专用发票。" }));
    expect(await titlesFor(who.corpId, "更换指南")).toEqual([]);
    expect(await drainWork(test.app, who.corpId)).toEqual({ done: 2 });
    for (const words of ["更换指南", "一年换", "旋插", "星河"]) {
      expect((await titlesFor(who.corpId, words))[0]).toBe("更换指南");
    }
    expect(await titlesFor(who.corpId, "专用发票")).toEqual(["发票"]);
  });

  it("are found as their title sounds, by syllables or by initials", async () => {
    const who = editor();
    await createArticle(test.app, who, article({ title: "滤芯更换指南" }));
    await createArticle(test.app, who, article({ title: "发票说明" }));
    await drainWork(test.app, who.corpId);
    for (const typed of ["lvxin", "lxgh", "lx", "genghuan", "Lv Xin Geng Huan"]) {
      expect(await titlesFor(who.corpId, typed)).toEqual(["滤芯更换指南"]);
    }
    expect(await titlesFor(who.corpId, "fapiao")).toEqual(["发票说明"]);
    for (const typed of ["xinlv", "lxfp", "zzz", "l"]) expect(await titlesFor(who.corpId, typed)).toEqual([]);
  });

  it("are not found by another corp", async () => {
    const who = editor();
    await createArticle(test.app, who, article({ title: "独家秘方" }));
    await drainWork(test.app, who.corpId);
    const other = editor();
    expect(await titlesFor(other.corpId, "独家秘方")).toEqual([]);
    await expect(getArticle(test.app, other.corpId, (await first(who.corpId)).id)).rejects.toThrow(
      ArticleNotFoundError,
    );
  });

  it("show a change and forget what was there before", async () => {
    const who = editor();
    const id = await createArticle(test.app, who, article({ title: "湖蓝" }));
    await drainWork(test.app, who.corpId);
    await updateArticle(test.app, who, id, { ...update(await first(who.corpId)), title: "翠绿" });
    await drainWork(test.app, who.corpId);
    expect(await titlesFor(who.corpId, "翠绿")).toEqual(["翠绿"]);
    expect(await titlesFor(who.corpId, "湖蓝")).toEqual([]);
  });

  it("are refused when somebody saved in between", async () => {
    const who = editor();
    const id = await createArticle(test.app, who, article({ title: "甲" }));
    const old = update(await first(who.corpId));
    await updateArticle(test.app, who, id, { ...old, title: "乙" });
    await expect(updateArticle(test.app, who, id, { ...old, title: "丙" })).rejects.toThrow(ArticleChangedError);
    expect((await first(who.corpId)).title).toBe("乙");
  });

  it("leave the index when deleted or drafted", async () => {
    const who = editor();
    const gone = await createArticle(test.app, who, article({ title: "旧款甲" }));
    const draft = await createArticle(test.app, who, article({ title: "旧款乙" }));
    await drainWork(test.app, who.corpId);
    await deleteArticle(test.app, who.corpId, gone);
    const row = await getArticle(test.app, who.corpId, draft);
    await updateArticle(test.app, who, draft, { ...update(row), state: "draft" });
    await drainWork(test.app, who.corpId);
    expect(await titlesFor(who.corpId, "旧款")).toEqual([]);
    const listed = await listArticles(test.app, who.corpId, { q: "旧款", limit: 10 });
    expect(listed.data.map((found) => found.title)).toEqual(["旧款乙"]);
  });

  it("with a known external key are refused, not doubled", async () => {
    const who = editor();
    await createArticle(test.app, who, article({ title: "甲", externalKey: "erp-1" }));
    await expect(createArticle(test.app, who, article({ title: "乙", externalKey: "erp-1" }))).rejects.toMatchObject({
      code: "knowledge.duplicate_key",
    });
    expect((await listArticles(test.app, who.corpId, { limit: 10 })).data).toHaveLength(1);
  });

  it("come page by page, newest change first", async () => {
    const who = editor();
    for (const title of ["一", "二", "三"]) {
      await createArticle(test.app, who, article({ title }));
      test.clock.advance(1_000);
    }
    const page = await listArticles(test.app, who.corpId, { limit: 2 });
    expect(page.data.map((row) => row.title)).toEqual(["三", "二"]);
    const rest = await listArticles(test.app, who.corpId, { limit: 2, cursor: page.nextCursor! });
    expect(rest.data.map((row) => row.title)).toEqual(["一"]);
  });
});

describe("the index", () => {
  it("is the same whether one or two workers write it at once", async () => {
    const who = editor();
    for (let i = 0; i < 30; i += 1) await createArticle(test.app, who, article({ title: `型号${i}甲` }));
    const counts = await Promise.all([indexArticles(test.app, who.corpId), indexArticles(test.app, who.corpId)]);
    expect(counts[0]! + counts[1]!).toBe(30);
    const rows: { n: string }[] = await test.app.db.query(
      "SELECT entries AS n FROM knowledge_postings WHERE corp_id = ? AND term = '型号'",
      [who.corpId],
    );
    expect(Number(rows[0]?.n)).toBe(30);
    expect((await knowledgeReader(test.app, who.corpId).catalogue()).liveDocs).toHaveLength(30);
  });

  it("learns which attributes name other articles and counts who is named", async () => {
    const who = editor();
    const titles = ["晨光", "暮色", "流云", "听雨", "望山", "临水"];
    for (const title of titles) {
      const others = titles.filter((other) => other !== title).slice(0, 3);
      await createArticle(test.app, who, article({ title, body: "", attributes: [{ name: "附近", value: others }] }));
    }
    await drainWork(test.app, who.corpId);
    const catalogue = await knowledgeReader(test.app, who.corpId).catalogue();
    const doc = catalogue.named("晨光")[0]!;
    expect(catalogue.popularity[doc]).toBeCloseTo(Math.log1p(5));
    // Naming another does not make an article match the other's words.
    expect(await titlesFor(who.corpId, "晨光")).toEqual(["晨光"]);
  });
});

describe("reading", () => {
  it("counts nothing while nothing was shared", async () => {
    const who = editor();
    const id = await createArticle(test.app, who, article({ title: "甲" }));
    expect(await readingOf(test.app, who.corpId, id)).toEqual({ shared: 0, readers: 0, views: 0 });
  });
});

function first(corpId: string): Promise<Article> {
  return test.app.db.getRepository(Article).findOneByOrFail({ corpId });
}

function update(row: Article) {
  const { title, body, category, kind, tags, linkUrl, state, version } = row;
  return { title, body, category, kind, tags, linkUrl, state, version, attributes: [] };
}
