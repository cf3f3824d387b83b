import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { buildMember } from "../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { messagesOfThread, recentMessages, threadsOfCustomer } from "../conversations";
import { checkConsent, checkRoomConsent, getInternalRoom, listArchivedMembers } from "../wecom";
import { bindLibrary } from "../wecom/archive-host/test-kit";
import { archiveStatus } from "./archive.queries";
import { checkArchive } from "./check-archive";
import { pullArchive } from "./pull-archive";

/** The archive against the local WeCom: its ciphertext, its library, its calls. */
let test: TestApp;

beforeAll(async () => {
  const hostPath = join(__dirname, "../../var/test/native/archive-host");
  execFileSync(process.execPath, [join(__dirname, "../../native/build.mjs"), hostPath]);
  test = await buildTestApp({ sandbox: true, env: { ARCHIVE_HOST_PATH: hostPath } });
  const { sdkPath, dataDir } = test.sandbox.corp.archive;
  test.app.config.archive.sdkPath = bindLibrary(sdkPath ?? "", dataDir);
  for (const userid of ["m1", "m2"]) await buildMember(test.app, { userid });
});
afterAll(() => test.close());

async function pullAndFile(): Promise<void> {
  await pullArchive(test.app);
  await drainWork(test.app);
}

it("brings what customer and member write into their thread, and marks what is withdrawn", async () => {
  const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1", name: "小王" });
  const send = (from: string, to: string, content: unknown, msgtype = "text") =>
    test.sandbox.act<{ msgid: string; seq: number }>("message.send", { from, to, msgtype, content });
  await send(externalUserid!, "m1", "你们的滤芯怎么换?300 左右的有吗");
  await send("m1", externalUserid!, "您好,有的");
  const mistake = await send("m1", externalUserid!, "发错了");
  await send(
    externalUserid!,
    "m1",
    { filename: "户型图.pdf", fileext: "pdf", filesize: 12, md5sum: "", sdkfileid: "QQ==" },
    "file",
  );
  await pullAndFile();
  const recent = () =>
    recentMessages(test.app, test.corpId, { externalUserid: externalUserid!, userid: "m1", limit: 20 });
  expect((await recent()).map((message) => [message.senderKind, message.text])).toEqual([
    ["customer", "你们的滤芯怎么换?300 左右的有吗"],
    ["member", "您好,有的"],
    ["member", "发错了"],
    ["customer", "[文件] 户型图.pdf"],
  ]);
  await test.sandbox.act("message.recall", { msgid: mistake.msgid });
  await pullAndFile();
  expect((await recent()).map((message) => message.text)).not.toContain("发错了");
  expect(await archiveStatus(test.app)).toMatchObject({ parked: [], lastError: null });
});

it("files a customer group under its chat id", async () => {
  const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1" });
  const { chatId } = await test.sandbox.act("group.create", {
    owner: "m1",
    members: ["m2"],
    customers: [externalUserid],
    name: "服务群",
  });
  await test.sandbox.act("message.send", { from: externalUserid, chatId, msgtype: "text", content: "大家好" });
  await pullAndFile();
  const threads = await threadsOfCustomer(test.app, test.corpId, externalUserid!);
  const group = threads.find((thread) => thread.chatId === chatId);
  expect(group).toMatchObject({ kind: "group" });
  const said = await messagesOfThread(test.app, test.corpId, group!.id);
  expect(said.map((message) => [message.senderId, message.text])).toEqual([[externalUserid, "大家好"]]);
});

it("asks who is archived and who agreed", async () => {
  const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1" });
  expect(await listArchivedMembers(test.app.wecom)).toEqual(["m1", "m2"]);
  await test.sandbox.act("consent", { externalUserid, userid: "m1", agree: false });
  const [refused] = await checkConsent(test.app.wecom, [{ userid: "m1", externalUserid: externalUserid! }]);
  expect(refused).toMatchObject({ userid: "m1", externalUserid, status: "Disagree" });
  expect(refused?.changedAt).toBeInstanceOf(Date);
  const { chatId } = await test.sandbox.act("group.create", {
    owner: "m1",
    members: ["m2"],
    customers: [externalUserid],
    name: "群",
  });
  expect((await checkRoomConsent(test.app.wecom, chatId!)).map((consent) => consent.externalUserid)).toEqual([
    externalUserid,
  ]);
  await expect(getInternalRoom(test.app.wecom, chatId!)).rejects.toMatchObject({ name: "WecomError" });
});

it("passes its own doctor", async () => {
  const checks = await checkArchive(test.app);
  expect(checks.map((check) => [check.name, check.ok])).toEqual([
    ["configuration", true],
    ["tls", true],
    ["page", true],
  ]);
  test.app.config.archive.secret = "wrong";
  expect((await checkArchive(test.app)).at(-1)).toEqual({
    name: "page",
    ok: false,
    words: "会话存档 Secret 不正确，请在管理后台「管理工具 - 会话内容存档」核对",
  });
});
