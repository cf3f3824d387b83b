import { createCipheriv } from "node:crypto";
import { Agent, request } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { getSignature } from "@wecom/crypto";
import { buildTestApp, type TestApp } from "../../test/harness";
import { listen } from "../../test/listen";
import { fc } from "../../test/property";
import { CallbackEvent, callbackEndpoint } from ".";

/** `npm run test:long` asks a hundred thousand times. */
const CASES = process.env.JEST_LONG ? 100_000 : 2_000;
/** Of what is left after a collection: what a process takes from the system says more of its collector than of a leak. */
const GROWTH_MB = 25;

function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A delivery that no WeCom would make, and the answers that are right for it. */
interface Case {
  what: string;
  body: Buffer;
  search: string;
  right: number[];
}

describe("malformed callbacks", () => {
  let test: TestApp;
  let server: Awaited<ReturnType<typeof listen>>;
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);

  beforeAll(async () => {
    test = await buildTestApp();
    server = await listen(callbackEndpoint(test.app));
    process.on("unhandledRejection", note);
  });
  afterAll(async () => {
    process.off("unhandledRejection", note);
    agent.destroy();
    await server.close();
    await test.close();
  });

  const post = (path: string, body: Buffer) =>
    new Promise<number>((resolve, reject) => {
      const headers = { "content-length": body.length };
      const sent = request(server.url + path, { method: "POST", agent, headers }, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      });
      sent.on("error", reject);
      sent.end(body);
    });

  const { callbackToken: token, callbackAesKey: aesKey } = {
    callbackToken: "TestToken0001",
    callbackAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  };
  const key = Buffer.from(`${aesKey}=`, "base64");

  /** Ciphertext of any bytes; what is not a multiple of 16 is cut. */
  const cipher = (plain: Buffer) => {
    const whole = plain.subarray(0, plain.length - (plain.length % 16));
    const sealer = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([sealer.update(whole), sealer.final()]).toString("base64");
  };
  const frame = (message: Buffer, id: string, length = message.length, padding?: number[]) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(length >>> 0);
    const data = Buffer.concat([Buffer.from("0123456789abcdef"), size, message, Buffer.from(id)]);
    const count = 32 - (data.length % 32);
    return Buffer.concat([data, padding ? Buffer.from(padding).subarray(0, count) : Buffer.alloc(count, count)]);
  };
  const now = () => String(Math.floor(test.clock.now().getTime() / 1_000));
  const signed = (encrypted: string, nonce: string) => {
    const timestamp = now();
    const signature = getSignature(token, timestamp, nonce, encrypted);
    return new URLSearchParams({ msg_signature: signature, timestamp, nonce }).toString();
  };
  const envelope = (encrypted: string) =>
    Buffer.from(
      `<xml><ToUserName><![CDATA[${test.corpId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
    );
  const whole = (what: string, encrypted: string, right: number[]): Case => ({
    ...{ what, right },
    ...{ body: envelope(encrypted), search: signed(encrypted, "n1") },
  });

  const good = Buffer.from("<xml><Event><![CDATA[enter_agent]]></Event><CreateTime>1772416800</CreateTime></xml>");
  const sealedGood = () => cipher(frame(good, test.corpId));
  const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
  const scraps = fc
    .array(
      fc.constantFrom(
        ...[
          "<xml>",
          "</xml>",
          "<Encrypt>",
          "</Encrypt>",
          "<a>",
          "</a>",
          "<![CDATA[",
          "]]>",
          "<!--",
          "&lt;",
          "&#0;",
          "&a;",
        ],
        ...[
          '<!DOCTYPE x [<!ENTITY a "b">]>',
          "<?xml version='1.0'?>",
          "\0",
          "\uFFFE",
          "客",
          "A",
          "=",
          "<xml",
          "/>",
          '"',
        ],
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(""));

  /** Our own seal on it, and yet not a callback. */
  const inside: fc.Arbitrary<Case>[] = [
    bytes(400).map((message) => whole("any bytes inside", cipher(frame(message, test.corpId)), [400])),
    // Never closed: what comes behind a whole document is not looked at once the seal is right.
    scraps.map((text) => {
      const xml = Buffer.from(`<xml>${text.replaceAll("</xml>", "")}`);
      return whole("scraps inside", cipher(frame(xml, test.corpId)), [400]);
    }),
    fc
      .tuple(
        fc.constantFrom("<!DOCTYPE x>", '<!ENTITY a "b">', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        fc.nat(30),
      )
      .map(([text, at]) => {
        const xml = `${" ".repeat(at)}${text}<xml><Event>&a;</Event></xml>`;
        return whole("a document type inside", cipher(frame(Buffer.from(xml), test.corpId)), [400]);
      }),
    fc.integer({ min: 200, max: 3_000 }).map((depth) => {
      const xml = `<xml>${"<a>".repeat(depth)}`;
      return whole("a well without a bottom", cipher(frame(Buffer.from(xml), test.corpId)), [400]);
    }),
    bytes(40).map((tail) => {
      const xml = Buffer.concat([
        Buffer.from("<xml><Event><![CDATA["),
        tail,
        Buffer.from([0xff, 0xc0]),
        Buffer.from("]]></Event></xml>"),
      ]);
      return whole("not UTF-8", cipher(frame(xml, test.corpId)), [400]);
    }),
    fc.string({ maxLength: 40 }).map((id) => whole("another receiver", cipher(frame(good, `${id}~`)), [403])),
    fc.integer({ min: 0, max: 0xffff_ffff }).map((length) => {
      const wrong = length === good.length ? length + 1 : length;
      return whole("a wrong length", cipher(frame(good, test.corpId, wrong)), [400, 403]);
    }),
    fc
      .array(fc.integer({ min: 33, max: 255 }), { minLength: 32, maxLength: 32 })
      .map((padding) => whole("wrong padding", cipher(frame(good, test.corpId, good.length, padding)), [400])),
    bytes(200).map((plain) => whole("no frame at all", cipher(plain), [400, 403])),
  ];
  /** Around the seal. */
  const around: fc.Arbitrary<Case>[] = [
    fc.nat(200).map((cut) => {
      const sealed = sealedGood();
      return whole("truncated Base64", sealed.slice(0, sealed.length - 1 - (cut % (sealed.length - 1))), [400]);
    }),
    fc.tuple(fc.nat(10_000), fc.constantFrom("=", "*", "-", "_", " ", "\u0000", "é", "====")).map(([at, letter]) => {
      const sealed = sealedGood();
      const place = at % (sealed.length - 4);
      // Space at the ends is not of the text, and then the signature does not fit.
      return whole(
        "letters that are not Base64",
        sealed.slice(0, place) + letter + sealed.slice(place + 1),
        [400, 401],
      );
    }),
    bytes(600).map((body) => ({ what: "any bytes", body, search: signed("x", "n1"), right: [400] })),
    scraps.map((text) => ({ what: "scraps", body: Buffer.from(text), search: signed("x", "n1"), right: [400, 401] })),
    fc.constantFrom("ToUserName", "AgentID").map((name) => ({
      what: "an envelope without Encrypt",
      body: Buffer.from(`<xml><${name}>1</${name}></xml>`),
      search: signed("", "n1"),
      right: [400],
    })),
    fc.constantFrom("<Encrypt>x</Encrypt>", "<a><b/></a>", "<!DOCTYPE a>", "<!-- -->", "text").map((more) => ({
      what: "an envelope with more in it",
      body: Buffer.from(envelope(sealedGood()).toString().replace("</xml>", `${more}</xml>`)),
      search: signed(sealedGood(), "n1"),
      right: [400],
    })),
    fc.constant(0).map(() => ({
      what: "a huge body",
      body: Buffer.from(`<xml><Encrypt>${"A".repeat(1_048_576)}</Encrypt></xml>`),
      search: signed("x", "n1"),
      right: [413],
    })),
  ];
  /** A whole envelope under an address that does not fit it. */
  const query: fc.Arbitrary<Case>[] = [
    fc
      .record({ msg_signature: fc.string(), timestamp: fc.string(), nonce: fc.string() }, { requiredKeys: [] })
      .map((fields) => ({
        what: "any query",
        body: envelope(sealedGood()),
        search: new URLSearchParams(fields).toString(),
        right: [401],
      })),
    fc
      .array(fc.constantFrom("%", "%zz", "&", "=", "msg_signature", "timestamp=1", "nonce[]=", "?", "%00", "+"), {
        maxLength: 12,
      })
      .map((parts) => ({ what: "a broken query", body: envelope(sealedGood()), search: parts.join(""), right: [401] })),
    fc.constantFrom("msg_signature", "timestamp", "nonce").map((name) => ({
      what: "a parameter said twice",
      body: envelope(sealedGood()),
      search: `${signed(sealedGood(), "n1")}&${name}=1`,
      right: [401],
    })),
    fc.integer({ min: 601, max: 100_000_000 }).map((age) => {
      const encrypted = sealedGood();
      const timestamp = String(Number(now()) - age);
      const signature = getSignature(token, timestamp, "n1", encrypted);
      const search = new URLSearchParams({ msg_signature: signature, timestamp, nonce: "n1" }).toString();
      return { what: "an old envelope", body: envelope(encrypted), search, right: [401] };
    }),
  ];

  it(`answers each of ${CASES} rightly, stores none, and neither falls nor grows`, async () => {
    const store = () => test.app.db.getRepository(CallbackEvent).countBy({ corpId: test.corpId });
    const weigh = (arbitraries: fc.Arbitrary<Case>[], weight: number) =>
      arbitraries.map((arbitrary) => ({ arbitrary, weight }));
    const huge = around.at(-1)!;
    const anything = fc.oneof(...weigh(inside, 20), ...weigh(around.slice(0, -1), 20), ...weigh(query, 20), {
      arbitrary: huge,
      weight: 1,
    });
    const wrong: { what: string; status: number }[] = [];
    const statuses = new Map<number, number>();
    let memory = 0;
    for (let done = 0; done < CASES; done += 200) {
      const batch = fc.sample(anything, 200);
      await Promise.all(
        batch.map(async ({ what, body, search, right }) => {
          const status = await post(`/wecom/callback?${search}`, body);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (!right.includes(status)) wrong.push({ what, status });
        }),
      );
      if (done === 1_000) memory = heldBytes();
    }
    expect(wrong).toEqual([]);
    expect([...statuses.keys()].sort()).toEqual([400, 401, 403, 413]);
    expect(await store()).toBe(0);
    expect(unhandled).toEqual([]);
    expect((heldBytes() - memory) / 1_048_576).toBeLessThan(GROWTH_MB);
    // And it still takes what is right.
    expect(await post(`/wecom/callback?${signed(sealedGood(), "n2")}`, envelope(sealedGood()))).toBe(200);
    expect(await store()).toBe(1);
  }, 900_000);
});
