import { buildCustomer, buildMember } from "../../test/factories";
import { buildTestApp, drainWork, repOf, type TestApp } from "../../test/harness";
import { type Routes, serveRoutes } from "../../test/routes";
import { storeMessages } from "../conversations";
import { createArticle } from "../knowledge";
import { CreateArticleRequest } from "../knowledge/knowledge.schema";
import type { SuggestionsAnswer } from "./suggestions.schema";
import { suggestionsSidebar } from "./suggestions.sidebar";

let test: TestApp;
let routes: Routes;
let externalUserid: string;
let owner: string;

beforeAll(async () => {
  test = await buildTestApp();
  const { app, corpId } = test;
  owner = (await buildMember(app)).userid;
  externalUserid = (await buildCustomer(app, { userid: owner })).contact.externalUserid;
  const article = CreateArticleRequest.parse({ title: "发票说明", kind: "snippet", body: "可以开专用发票。" });
  await createArticle(app, { corpId, userid: owner }, article);
  const message = {
    msgid: "q1",
    action: "send",
    from: externalUserid,
    tolist: [owner],
    roomid: "",
    msgtime: app.now().getTime(),
    msgtype: "text",
    text: { content: "能开发票吗" },
  };
  await storeMessages(app, { corpId, rows: [{ seq: "1", msgid: "q1", json: JSON.stringify(message) }] });
  await drainWork(app);
  routes = serveRoutes(app, suggestionsSidebar, repOf(corpId, owner));
});
afterAll(async () => {
  routes.close();
  await test.close();
});

const path = () => `/customers/${externalUserid}/suggestions`;
const ask = async () => (await routes.get<{ data: SuggestionsAnswer }>(path())).data;

describe("the sidebar's suggestions", () => {
  it("come with text, source and reason", async () => {
    const answer = await ask();
    expect(answer.replies).toMatchObject([
      {
        text: "可以开专用发票。",
        source: { title: "发票说明", section: null },
        reason: "因为客户提到发票",
        status: "open",
      },
    ]);
    expect(answer.messageId).toMatch(/^\d+$/);
    expect(answer.actions).toEqual([]);
  });

  it("are for those who may see the customer", async () => {
    const stranger = await buildMember(test.app);
    routes.as(repOf(test.corpId, stranger.userid));
    await routes.get(path(), 404);
    const { replies } = await routes
      .as(repOf(test.corpId, owner))
      .get<{ data: SuggestionsAnswer }>(path())
      .then((a) => a.data);
    routes.as(repOf(test.corpId, stranger.userid));
    await routes.post(`/suggestions/${replies[0]!.id}/feedback`, { action: "sent" }, 404);
    routes.as(repOf(test.corpId, owner));
  });

  it("take feedback, refuse what they do not know, and leave out what was dismissed", async () => {
    const [reply] = (await ask()).replies;
    await routes.post(`/suggestions/${reply!.id}/feedback`, { action: "liked" }, 422);
    await routes.post("/suggestions/abc/feedback", { action: "sent" }, 422);
    const answer = await routes.post<{ data: { status: string } }>(`/suggestions/${reply!.id}/feedback`, {
      action: "dismissed",
      reason: "客户是个人",
    });
    expect(answer.data.status).toBe("dismissed");
    expect((await ask()).replies).toEqual([]);
  });
});
