import { uniqueId } from "../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import type { AppMessageBody } from "../wecom";
import { MemberNotice } from "./member-notice.entity";
import { notifyMember } from "./notify-member";

const SEND = "/cgi-bin/message/send";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
});
afterAll(() => test.close());

const card = (title: string): AppMessageBody => ({
  msgtype: "textcard",
  textcard: { title, description: "今天 18:00 前", url: "https://scrm.example.com/m/todo", btntxt: "去处理" },
});

function notify(key: string, userid = "m1", title = uniqueId("待跟进")): Promise<boolean> {
  const { app, corpId } = test;
  return app.work.transaction((tx) => notifyMember(app, tx, { corpId, userid, key, body: card(title) }));
}

const noticeOf = (noticeKey: string) =>
  test.app.db.getRepository(MemberNotice).findOneByOrFail({ corpId: test.corpId, noticeKey });

async function inboxTitles(userid: string): Promise<string[]> {
  const { messages } = await test.sandbox.control<{ messages: { body: { title: string } }[] }>(
    "GET",
    `/inbox/${userid}`,
  );
  return messages.map((message) => message.body.title);
}

describe("notifyMember", () => {
  it("shows a member one card per key, however often it is asked for", async () => {
    const key = uniqueId("key");
    expect(await Promise.all([notify(key, "m1", `卡片${key}`), notify(key, "m1", `卡片${key}`)])).toContain(false);
    expect(await notify(key)).toBe(false);
    await drainWork(test.app);
    expect(await noticeOf(key)).toMatchObject({ status: "sent" });
    expect((await inboxTitles("m1")).filter((title) => title === `卡片${key}`)).toHaveLength(1);
  });

  it("shows it once when the answer of the call is lost", async () => {
    const key = uniqueId("key");
    await test.sandbox.control("PUT", "/faults", { api: [{ path: SEND, cutAfterWork: true, times: 1 }] });
    await notify(key, "m1", `断线${key}`);
    await drainWork(test.app);
    expect(await noticeOf(key)).toMatchObject({ status: "sent" });
    expect((await inboxTitles("m1")).filter((title) => title === `断线${key}`)).toHaveLength(1);
  });

  it("records a member whom WeCom cannot reach", async () => {
    const key = uniqueId("key");
    await notify(key, "nobody-here");
    await drainWork(test.app);
    expect(await noticeOf(key)).toMatchObject({ status: "failed", reason: "wecom_81013" });
  });
});
