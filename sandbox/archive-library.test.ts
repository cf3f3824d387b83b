import { cleanUp, Driver } from "./archive-sdk/testbench";
import { startTestSandbox, type TestSandbox } from "./testing";

interface Corp {
  corpId: string;
  archiveSecret: string;
  archive: { sdkPath: string; privateKey: string };
}

describe("the archive library of a sandbox", () => {
  let sandbox: TestSandbox;
  let other: TestSandbox;
  let corp: Corp;
  let library: Driver;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    other = await startTestSandbox(); // the last one started must not take over
    corp = await sandbox.control("GET", "/corp");
    library = new Driver(corp.archive.sdkPath, null);
    await library.init(corp.corpId, corp.archiveSecret);
  });
  afterAll(async () => {
    await library.stop();
    await cleanUp();
    await sandbox.close();
    await other.close();
  });

  const page = async (seq: number) =>
    JSON.parse((await library.chat(seq)).a.toString("utf8")) as {
      errcode: number;
      chatdata?: { seq: number; msgid: string }[];
    };

  it("pulls what was said a moment ago, from its own sandbox, and hides it after five days", async () => {
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" });
    const said = await sandbox.act<{ msgid: string; seq: number }>("message.send", {
      from: "m1",
      to: externalUserid,
      msgtype: "text",
      content: "您好",
    });
    expect((await page(0)).chatdata).toEqual([expect.objectContaining(said)]);
    expect((await page(said.seq)).chatdata ?? []).toEqual([]);
    await sandbox.control("POST", "/clock", { advanceSeconds: 5 * 86_400 + 1 });
    expect((await page(0)).chatdata ?? []).toEqual([]);
  });

  it("knows the corp's secret, also after a reset", async () => {
    await sandbox.control("POST", "/reset", { seed: "empty" });
    expect(await page(0)).toMatchObject({ errcode: 40001 });
  });

  it("finds the bytes behind an sdkfileid, long ones too", async () => {
    const fresh = await sandbox.control<Corp>("GET", "/corp");
    const media = new Driver(fresh.archive.sdkPath, null);
    await media.init(fresh.corpId, fresh.archiveSecret);
    const sdkfileid = Buffer.from("file-1 ".repeat(120)).toString("base64");
    await sandbox.control("POST", "/media", { sdkfileid, base64: Buffer.from("图片").toString("base64") });
    const slice = await media.media("", sdkfileid);
    expect(slice.code).toBe(0);
    expect(Buffer.concat([slice.a, slice.b]).includes(Buffer.from("图片"))).toBe(true);
    await media.stop();
  });
});
