import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { alertAdmins } from "./alert-admins";
import { archiveStatus } from "./archive.queries";
import { ArchiveCursor } from "./archive-cursor.entity";
import { noteFailure } from "./pull-archive";
import { pullProblems } from "./pull-problems";

const HOUR_MS = 3_600_000;
let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true, env: { EVERGREEN_ADMINS: "m1,m2" } });
});
afterAll(() => test.close());

/** As after so many hours without a pull. */
async function silentFor(hours: number, error: string | null = null): Promise<void> {
  const { corpId } = test;
  await test.app.db.getRepository(ArchiveCursor).delete({ corpId });
  const lastSuccessAt = new Date(test.clock.now().getTime() - hours * HOUR_MS);
  await test.app.db.getRepository(ArchiveCursor).insert({ corpId, seq: "5", pulledRows: "5", lastSuccessAt });
  if (error) await noteFailure(test.app, corpId, error);
}
const cards = async () =>
  (await test.sandbox.calls("/cgi-bin/message/send")).map((call) => {
    const { touser, textcard } = call.body as { touser: string; textcard: { title: string; description: string } };
    return [touser, textcard.title, textcard.description];
  });
async function look(): Promise<void> {
  await Promise.all([alertAdmins(test.app), alertAdmins(test.app)]);
  await drainWork(test.app);
}

it("tells every administrator once what WeCom refuses, and again when it comes back", async () => {
  await silentFor(0.2, "errcode_301042");
  await look();
  await look();
  const words = "本机出口 IP 不在可信名单。\n请在管理后台「管理工具 - 会话内容存档」添加本机出口 IP。";
  expect((await cards()).sort()).toEqual([
    ["m1", "会话存档停止拉取", words],
    ["m2", "会话存档停止拉取", words],
  ]);
  await silentFor(0);
  await look();
  expect(await cards()).toHaveLength(2);
  test.clock.advance(HOUR_MS);
  await silentFor(0.2, "errcode_301042");
  await look();
  expect(await cards()).toHaveLength(4);
  await silentFor(0.2, "errcode_301052");
  await look();
  expect((await cards()).slice(4).map((card) => card[2])).toEqual(
    Array(2).fill("会话存档服务已到期。\n请联系企业微信续期。"),
  );
});

it.each([
  [0.01, "errcode_301042", []],
  [2, "sdk_10001", []],
  [30, "sdk_10001", ["silent 24h"]],
  [80, null, ["silent 72h"]],
  [110, "errcode_40001", ["refused errcode_40001", "silent 108h"]],
])("after %d hours with %s", async (hours, error, expected) => {
  await silentFor(hours, error);
  const problems = pullProblems(await archiveStatus(test.app));
  expect(problems.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual(expected);
});
