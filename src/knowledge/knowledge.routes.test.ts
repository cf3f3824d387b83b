import { buildCustomer, buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, repOf, type TestApp } from "../../test/harness";
import { type Routes, serveRoutes } from "../../test/routes";
import { knowledgeConsole } from "./knowledge.console";
import type { ArticleDetail, ArticleSummary, SearchHit } from "./knowledge.schema";
import { knowledgeSidebar } from "./knowledge.sidebar";

let test: TestApp;
let console_: Routes;
let sidebar: Routes;

beforeAll(async () => {
  test = await buildTestApp();
  console_ = serveRoutes(test.app, knowledgeConsole, adminOf(test.corpId));
  sidebar = serveRoutes(test.app, knowledgeSidebar, adminOf(test.corpId));
});
afterAll(async () => {
  console_.close();
  sidebar.close();
  await test.close();
});

const draft = {
  title: "滤芯价格",
  body: "每支 299 元。",
  category: "滤芯",
  attributes: [{ name: "价格", value: "299 元" }],
};

async function created(): Promise<ArticleDetail> {
  const { data } = await console_.post<{ data: ArticleDetail }>("/knowledge/articles", draft, 201);
  await drainWork(test.app);
  return data;
}

describe("the console's knowledge", () => {
  it("gives back what was written, attributes understood", async () => {
    const article = await created();
    expect(article).toMatchObject({
      title: "滤芯价格",
      version: 1,
      state: "published",
      attributes: [{ name: "价格", type: "number", value: "299 元", min: 299, max: 299, unit: "元" }],
      reading: { shared: 0, readers: 0, views: 0 },
    });
    const { data } = await console_.get<{ data: ArticleSummary[] }>(
      `/knowledge/articles?q=${encodeURIComponent("滤芯")}`,
    );
    expect(data.map((row) => row.id)).toContain(article.id);
    const known = await console_.get<{ data: { name: string }[] }>("/knowledge/categories");
    expect(known.data).toContainEqual({ name: "滤芯", articles: expect.any(Number) });
  });

  it("lets everyone read and managers write", async () => {
    const article = await created();
    const rep = repOf(test.corpId, (await buildMember(test.app)).userid);
    console_.as(rep);
    await console_.get(`/knowledge/articles/${article.id}`);
    await console_.post("/knowledge/articles", draft, 403);
    console_.as(adminOf(test.corpId));
  });

  it.each([
    [{ ...draft, title: " " }],
    [{ ...draft, linkUrl: "javascript:alert(1)" }],
    [
      {
        ...draft,
        attributes: [
          { name: "价格", value: "1" },
          { name: "价格", value: "2" },
        ],
      },
    ],
    [{ ...draft, corpId: "other" }],
  ])("refuses %j", async (body) => {
    await console_.post("/knowledge/articles", body, 422);
  });
});

describe("the sidebar's knowledge", () => {
  it("finds text that is ready to send", async () => {
    const article = await created();
    const { data } = await sidebar.get<{ data: SearchHit[] }>(`/knowledge/search?q=${encodeURIComponent("滤芯价格")}`);
    expect(data.find((hit) => hit.id === article.id)).toMatchObject({ text: "每支 299 元。", section: null });
    expect(await sidebar.get("/knowledge/search")).toEqual({ data: [] });
  });

  it("makes a link for a customer the member may see, and for no other", async () => {
    const article = await created();
    const member = await buildMember(test.app);
    const mine = (await buildCustomer(test.app, { userid: member.userid })).contact.externalUserid;
    const others = (await buildCustomer(test.app)).contact.externalUserid;
    sidebar.as(repOf(test.corpId, member.userid));
    const share = (externalUserid: string, status: number) =>
      sidebar.post<{ data: { url: string } }>(`/knowledge/articles/${article.id}/share`, { externalUserid }, status);
    expect((await share(mine, 200)).data.url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/p\/a\/\d+\.[\w-]{22}$/);
    await share(others, 404);
    sidebar.as(adminOf(test.corpId));
  });
});
