import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import sharp from "sharp";
import request from "supertest";
import { adminOf, buildTestApp, repOf, type TestApp } from "../../test/harness";
import { addMedia, downloadAll, md5Of, openHost, toolsOf } from "../../test/media";
import type { Actor, KoaState } from "../app";
import { removeBytes } from "../media/delete-media";
import type { DownloadTools } from "../media/download-media";
import { createKoa, jsonBody } from "../platform/http";
import type { ArchiveHost } from "../wecom";
import { StandIn } from "../wecom/archive-host/test-kit";
import { conversationsConsole } from "./conversations.console";
import type { MessagesPage } from "./conversations.schema";
import { Message } from "./message.entity";
import { removeMessages } from "./remove-messages";
import { storeMessages } from "./store-messages";

let test: TestApp;
let server: Server;
let actor: Actor;
let tools: DownloadTools;
let standIn: StandIn;
let host: ArchiveHost;

beforeAll(async () => {
  test = await buildTestApp();
  standIn = new StandIn();
  host = openHost(test.app, standIn);
  tools = toolsOf(test.app, host);
  const koa = createKoa(test.app.log);
  koa.use(jsonBody());
  koa.use((ctx, next) => {
    (ctx.state as unknown as KoaState).actor = actor;
    return next();
  });
  koa.use(conversationsConsole(test.app).routes() as never);
  server = koa.listen(0);
});
beforeEach(() => {
  actor = adminOf(test.corpId);
});
afterAll(async () => {
  server.close();
  await host.close();
  await test.close();
  standIn.remove();
});

/** A customer writes to `userid`. @returns the message's id. */
async function say(msgtype: string, payload: Record<string, unknown>, userid = "lin"): Promise<string> {
  const msgid = randomUUID();
  const envelope = { msgid, action: "send", from: "wmCustomer", tolist: [userid], msgtime: test.app.now().getTime() };
  const json = JSON.stringify({ ...envelope, msgtype, [msgtype]: payload });
  await storeMessages(test.app, { corpId: test.corpId, rows: [{ seq: "1", msgid, json }] });
  return (await test.app.db.getRepository(Message).findOneByOrFail({ corpId: test.corpId, msgid })).id;
}

function keep(bytes: Buffer): { sdkfileid: string; md5sum: string; filesize: number } {
  return { sdkfileid: addMedia(standIn, bytes), md5sum: md5Of(bytes), filesize: bytes.length };
}

const get = (path: string, headers: Record<string, string> = {}) =>
  request(server)
    .get(path.replace("/console/api", ""))
    .set(headers)
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => done(null, Buffer.concat(chunks)));
    });

async function viewOf(messageId: string) {
  const message = await test.app.db.getRepository(Message).findOneByOrFail({ id: messageId });
  const page = (await request(server).get(`/threads/${message.threadId}/messages?around=${messageId}`))
    .body as MessagesPage;
  return page.data.find((row) => row.id === messageId)!.media;
}

const picture = (pixels = 1_200) =>
  sharp({ create: { width: pixels, height: pixels / 2, channels: 3, background: "#1f7a5a" } })
    .jpeg()
    .toBuffer();

it("gives a picture out whole, in ranges, and small", async () => {
  const bytes = await picture();
  const id = await say("image", keep(bytes));
  expect(await viewOf(id)).toMatchObject([{ key: "0", path: [], kind: "image", state: "downloading", url: null }]);
  await downloadAll(test.app, tools);
  const [view] = await viewOf(id);
  expect(view).toMatchObject({ state: "ready", contentType: "image/jpeg", size: bytes.length, retryUrl: null });

  const whole = await get(view!.url!);
  expect([whole.status, whole.headers["content-type"], whole.headers["x-content-type-options"]]).toEqual([
    200,
    "image/jpeg",
    "nosniff",
  ]);
  expect(bytes.equals(whole.body as Buffer)).toBe(true);
  const part = await get(view!.url!, { range: "bytes=10-19" });
  expect([part.status, part.headers["content-range"]]).toEqual([206, `bytes 10-19/${bytes.length}`]);
  expect(bytes.subarray(10, 20).equals(part.body as Buffer)).toBe(true);
  expect((await get(view!.url!, { range: "bytes=-4" })).body).toEqual(bytes.subarray(-4));
  const beyond = await get(view!.url!, { range: `bytes=${bytes.length}-` });
  expect([beyond.status, beyond.headers["content-range"]]).toEqual([416, `bytes */${bytes.length}`]);
  expect((await get(view!.url!, { range: "bytes=0-1,5-6" })).status).toBe(200);
  expect((await get(view!.url!, { "if-none-match": whole.headers.etag as string })).status).toBe(304);
  expect((await get(view!.url!, { range: "bytes=0-1", "if-range": '"old"' })).status).toBe(200);

  const thumb = await get(view!.thumbUrl!);
  const size = await sharp(thumb.body as Buffer).metadata();
  expect([size.format, size.width, size.height]).toEqual(["webp", 480, 240]);
});

it("tells each file of a message apart, and names them", async () => {
  const first = keep(Buffer.from("%PDF-1.4 first"));
  const second = keep(Buffer.from("<html><script>alert(1)</script>"));
  const item = [
    { type: "text", content: '{"content":"请看"}' },
    { type: "file", content: JSON.stringify({ ...first, filename: "报价单 2026.pdf" }) },
    { type: "file", content: JSON.stringify({ ...second, filename: 'a"b\r\nc.html' }) },
  ];
  const id = await say("mixed", { item });
  await downloadAll(test.app, tools);
  const views = await viewOf(id);
  expect(views.map((view) => [view.key, view.path, view.name])).toEqual([
    ["0", [1], "报价单 2026.pdf"],
    ["1", [2], 'a"b\r\nc.html'],
  ]);
  const pdf = await get(views[0]!.url!);
  expect(pdf.headers["content-type"]).toBe("application/pdf");
  expect(pdf.headers["content-disposition"]).toBe(
    `inline; filename="___ 2026.pdf"; filename*=UTF-8''${encodeURIComponent("报价单 2026.pdf")}`,
  );
  expect((await get(`${views[0]!.url}?save=1`)).headers["content-disposition"]).toMatch(/^attachment;/);
  const page = await get(views[1]!.url!);
  expect(page.headers["content-type"]).toBe("application/octet-stream");
  expect(page.headers["content-disposition"]).toMatch(/^attachment; filename="a_b__c.html"/);
});

it("says what is lost, and asks for it again when told to", async () => {
  const bytes = Buffer.from("#!AMR\nvoice");
  const fields = keep(bytes);
  standIn.faults({ mediaCodes: { [fields.sdkfileid]: 10010 } });
  const id = await say("voice", { ...fields, play_length: 3 });
  await downloadAll(test.app, tools);
  const [view] = await viewOf(id);
  expect(view).toMatchObject({ state: "expired", url: null, seconds: 3 });
  expect((await get(`/messages/${id}/media/0`)).status).toBe(404);
  standIn.faults({});
  const retried = await request(server).post(view!.retryUrl!.replace("/console/api", ""));
  expect(retried.body).toEqual({ data: { queued: true } });
  await downloadAll(test.app, tools);
  expect(await viewOf(id)).toMatchObject([{ state: "ready", contentType: "audio/amr" }]);
});

it("shows nothing to who may not read the conversation, and records who reads that of others", async () => {
  const id = await say("file", { ...keep(Buffer.from("PK\x03\x04secret")), filename: "合同.docx" });
  await downloadAll(test.app, tools);
  actor = repOf(test.corpId, "gao");
  for (const path of [`/messages/${id}/media/0`, `/messages/${id}/media/0/thumb`, `/messages/${id}/media/7`]) {
    expect((await get(path)).status).toBe(404);
  }
  expect((await request(server).post(`/messages/${id}/media/0/retry`)).status).toBe(404);
  const recorded = (): Promise<{ actor: string; subject: string }[]> =>
    test.app.db.query(
      "SELECT actor, subject FROM audit_entries WHERE corp_id = ? AND action = 'media.read' AND subject = ?",
      [test.corpId, `message:${id}/0`],
    );
  expect(await recorded()).toEqual([]);
  actor = repOf(test.corpId, "lin");
  expect((await get(`/messages/${id}/media/0`)).status).toBe(200);
  expect(await recorded()).toEqual([]);
  actor = adminOf(test.corpId);
  for (let time = 0; time < 2; time += 1) expect((await get(`/messages/${id}/media/0`)).status).toBe(200);
  expect(await recorded()).toEqual([{ actor: "admin", subject: `message:${id}/0` }]);
  const stranger = adminOf("another-corp");
  actor = stranger;
  expect((await get(`/messages/${id}/media/0`)).status).toBe(404);
});

it("has no small picture of what only claims to be one, and does not try again", async () => {
  const id = await say("image", keep(Buffer.from("\x89PNG\r\n\x1a\nno picture at all", "latin1")));
  await downloadAll(test.app, tools);
  expect((await viewOf(id))[0]!.thumbUrl).not.toBeNull();
  expect((await get(`/messages/${id}/media/0/thumb`)).status).toBe(404);
  expect((await viewOf(id))[0]!.thumbUrl).toBeNull();
});

it("forgets a file with the last message that carries it, and its bytes soon after", async () => {
  const bytes = await picture(100);
  const fields = keep(bytes);
  const first = await say("image", fields);
  const second = await say("image", { ...fields, sdkfileid: keep(bytes).sdkfileid });
  const third = await say("image", fields);
  await downloadAll(test.app, tools);
  await get(`/messages/${first}/media/0/thumb`);
  await removeMessages(test.app, test.corpId, [first, second], "retention");
  expect((await get(`/messages/${third}/media/0`)).status).toBe(200);
  await removeMessages(test.app, test.corpId, [third], "erasure");
  const keys: { storage_key: string }[] = await test.app.db.query(
    "SELECT storage_key FROM media_removals WHERE corp_id = ?",
    [test.corpId],
  );
  expect(keys).toHaveLength(1);
  expect(await removeBytes(test.app)).toBe(1);
  expect(await removeBytes(test.app)).toBe(0);
  await expect(tools.storage.read(keys[0]!.storage_key)).rejects.toMatchObject({ code: "media.gone" });
  await expect(tools.storage.read(`${keys[0]!.storage_key}.thumb`)).rejects.toMatchObject({ code: "media.gone" });
});
