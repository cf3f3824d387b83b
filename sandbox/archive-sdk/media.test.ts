import { createHash, randomBytes } from "node:crypto";
import { truncateSync, writeFileSync } from "node:fs";
import { cleanUp, DataDir, type Driver, startDriver } from "./testbench";

const SLICE = 524_288;

async function download(host: Driver, sdkfileid: string) {
  const slices: Buffer[] = [];
  const indexes: string[] = [];
  for (let index = ""; ; ) {
    const { code, a, b, flag } = await host.media(index, sdkfileid);
    if (code !== 0) throw new Error(`code ${code}`);
    slices.push(a);
    index = b.toString();
    indexes.push(index);
    if (flag === 1) return { bytes: Buffer.concat(slices), sizes: slices.map((slice) => slice.length), indexes };
  }
}

const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest("hex");

afterAll(cleanUp);

describe("GetMediaData", () => {
  it.each([
    { size: 0, sizes: [0], indexes: [""] },
    { size: 1, sizes: [1], indexes: [""] },
    { size: 524_279, sizes: [524_279], indexes: [""] },
    { size: 524_280, sizes: [524_280], indexes: [""] },
    { size: 524_288, sizes: [SLICE, 0], indexes: ["Range:bytes=524288-524303", ""] },
    {
      size: 1_048_576,
      sizes: [SLICE, SLICE, 0],
      indexes: ["Range:bytes=524288-1048575", "Range:bytes=1048576-1048591", ""],
    },
    {
      size: 1_300_000,
      sizes: [SLICE, SLICE, 251_424],
      indexes: ["Range:bytes=524288-1048575", "Range:bytes=1048576-1300015", ""],
    },
  ])("hands out $size bytes in slices of $sizes", async ({ size, sizes, indexes }) => {
    const dir = new DataDir();
    const original = randomBytes(size);
    dir.addMedia("RklMRQ==", original);
    const got = await download(await startDriver(dir), "RklMRQ==");
    expect([got.sizes, got.indexes, md5(got.bytes)]).toEqual([sizes, indexes, md5(original)]);
  });

  it("goes on from a saved index in another process", async () => {
    const dir = new DataDir();
    const original = randomBytes(SLICE + 100);
    dir.addMedia("RklMRQ==", original);
    const first = await (await startDriver(dir)).media(null, "RklMRQ==");
    const second = await (await startDriver(dir)).media(first.b.toString(), "RklMRQ==");
    expect(md5(Buffer.concat([first.a, second.a]))).toBe(md5(original));
  });

  it("reaches the end of a file over 3 GiB", async () => {
    const dir = new DataDir();
    const size = 3 * 1024 ** 3 + 5;
    dir.addMedia("QklH", Buffer.alloc(0));
    truncateSync(dir.mediaPath("QklH"), size);
    writeFileSync(dir.mediaPath("QklH"), Buffer.from("end"), { flag: "a" });
    const begin = 3 * 1024 ** 3;
    const last = await (await startDriver(dir)).media(`Range:bytes=${begin}-${begin + 15}`, "QklH");
    expect([last.code, last.a.toString("latin1"), last.flag]).toEqual([0, "\0\0\0\0\0end", 1]);
  });

  it("finds an id of over 1 kB", async () => {
    const dir = new DataDir();
    const id = randomBytes(900).toString("base64");
    dir.addMedia(id, Buffer.from("long"));
    expect((await download(await startDriver(dir), id)).bytes.toString()).toBe("long");
  });

  it("refuses bad arguments with 10000, bad ids with 10005, unknown ones with 10002", async () => {
    const host = await startDriver(new DataDir());
    const codes = [];
    for (const [index, id] of [
      ["", ""],
      ["", null],
      ["bytes=0-1", "QUJD"],
      ["Range:bytes=x-1", "QUJD"],
      ["Range:bytes=5-1", "QUJD"],
      ["", "not base64"],
      ["", "===="],
      ["", "QUJD"],
    ] as const) {
      codes.push((await host.media(index, id)).code);
    }
    expect(codes).toEqual([10000, 10000, 10000, 10000, 10000, 10005, 10005, 10002]);
  });

  it("answers 10010 when five days have passed, and the code that faults.json gives to one id", async () => {
    const dir = new DataDir();
    dir.addMedia("QUJD", Buffer.from("abc"));
    dir.addMedia("REVG", Buffer.from("def"));
    const settings = { corpid: "ww1", secret: "s1", media: { QUJD: { at: Date.now() } } };
    dir.write("sdk.json", { ...settings, clockOffsetMs: 0 });
    dir.write("faults.json", { mediaCodes: { REVG: 10006 } });
    const host = await startDriver(dir);
    expect([(await host.media("", "QUJD")).code, (await host.media("", "REVG")).code]).toEqual([0, 10006]);
    dir.write("sdk.json", { ...settings, clockOffsetMs: 5 * 24 * 3600 * 1000 + 60_000 });
    expect((await host.media("", "QUJD")).code).toBe(10010);
  });

  it("answers 10002 to a wrong secret: for media the library knows no better", async () => {
    const dir = new DataDir();
    dir.addMedia("QUJD", Buffer.from("abc"));
    const host = await startDriver(dir);
    await host.init("ww1", "wrong");
    expect((await host.media("", "QUJD")).code).toBe(10002);
  });

  it("damages a byte on request, so that the md5 does not match once", async () => {
    const dir = new DataDir();
    const original = randomBytes(5000);
    dir.addMedia("QUJD", original);
    dir.write("faults.json", { media: [{ call: 1, do: "md5Mismatch" }] });
    const host = await startDriver(dir);
    const first = await download(host, "QUJD");
    expect([first.bytes.length, md5(first.bytes) === md5(original)]).toEqual([5000, false]);
    expect(md5((await download(host, "QUJD")).bytes)).toBe(md5(original));
  });
});
