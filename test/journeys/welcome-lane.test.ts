import { type App, buildApp, closeApp } from "../../src/app";
import { capabilities } from "../../src/capabilities";
import { loadConfig } from "../../src/platform/config";
import { sealCallback } from "../../src/wecom";
import { eventually } from "../harness";
import { Product } from "../product";

/** The long one is for `npm run test:long`. */
const LONG = Boolean(process.env.JEST_LONG);
const WAITING = LONG ? 10_000 : 300;
const NEW_CUSTOMERS = LONG ? 50 : 5;
const KNOWN = 50;
const POSTING = 40;
const SEND = "/cgi-bin/externalcontact/send_welcome_msg";
/** After that WeCom takes the code no more. */
const CODE_LIFE_MS = 20_000;

interface Entry {
  n: number;
  atMs: number;
  kind: string;
  path?: string;
  body?: { welcome_code?: string };
  errcode?: number;
  fields?: Record<string, string>;
}

/** A new customer is greeted at once, whatever else is waiting. */
describe("the welcome lane", () => {
  let product: Product;
  let app: App;

  beforeAll(async () => {
    product = await Product.start({ seed: "empty", admins: ["m1"] });
    app = await buildApp({ config: loadConfig(product.env), capabilities, process: "test" });
    for (let n = 0; n < KNOWN; n += 1) {
      await product.sandbox.act("customer.add", { userid: "m1", externalUserid: knownId(n), name: `老客户${n}` });
    }
  });
  afterAll(async () => {
    if (app) await closeApp(app);
    await product?.stop();
  });

  const knownId = (n: number) => `wmKNOWN${String(n).padStart(3, "0")}`;
  /** Events that are stored and not carried out yet. */
  const waiting = async () => {
    const rows: { n: string }[] = await app.db.query(
      `SELECT (SELECT COUNT(*) FROM callback_events WHERE state = 'received')
         + (SELECT COUNT(*) FROM outbox WHERE handler LIKE 'contacts.%' AND status IN ('pending', 'running')) AS n`,
    );
    return Number(rows[0]?.n);
  };

  const dispatched = async () => {
    const rows: { n: string }[] = await app.db.query(
      "SELECT COUNT(*) AS n FROM callback_events WHERE state <> 'received'",
    );
    return Number(rows[0]?.n);
  };

  /** One "customer edited" event, sealed as WeCom does, through the endpoint. */
  async function postEdit(n: number, now: number): Promise<void> {
    const { callbackToken: token, callbackAesKey: aesKey, corpId } = app.config.wecom;
    const xml = `<xml><ToUserName>${corpId}</ToUserName><FromUserName>sys</FromUserName><CreateTime>${now - Math.floor(n / KNOWN)}</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType><UserID>m1</UserID><ExternalUserID>${knownId(n % KNOWN)}</ExternalUserID></xml>`;
    const sealed = sealCallback({ token, aesKey, corpId }, xml, now);
    const query = new URLSearchParams({
      msg_signature: sealed.signature,
      timestamp: sealed.timestamp,
      nonce: sealed.nonce,
    });
    const answer = await fetch(`${product.url}/wecom/callback?${query}`, {
      method: "POST",
      body: `<xml><Encrypt><![CDATA[${sealed.encrypted}]]></Encrypt></xml>`,
    });
    if (!answer.ok) throw new Error(`the callback was answered ${answer.status}`);
  }

  async function fillTheQueues(count: number): Promise<void> {
    const { now } = await product.sandbox.control<{ now: number }>("GET", "/clock");
    let next = 0;
    await Promise.all(
      Array.from({ length: POSTING }, async () => {
        while (next < count) {
          const n = next;
          next += 1;
          await postEdit(n, now);
        }
      }),
    );
  }

  async function journal(after: number): Promise<Entry[]> {
    return (await product.sandbox.control<{ entries: Entry[] }>("GET", `/journal?after=${after}`)).entries;
  }

  it(`greets every new customer while ${WAITING} other events wait`, async () => {
    await product.killProcess("worker");
    await fillTheQueues(WAITING);
    product.startProcess("worker");
    await eventually("the worker at work", async () => (await dispatched()) > KNOWN);
    const before = (await journal(0)).at(-1)?.n ?? 0;
    const waitingBefore = await waiting();
    const added: { externalUserid: string; welcomeCode: string }[] = [];
    for (let n = 0; n < NEW_CUSTOMERS; n += 1) added.push(await product.sandbox.act("customer.add", { userid: "m2" }));
    const codes = new Set(added.map(({ welcomeCode }) => welcomeCode));
    const calls = await eventually(
      "every welcome",
      async () => {
        const sent = (await journal(before)).filter(
          (entry) => entry.path === SEND && codes.has(entry.body?.welcome_code ?? ""),
        );
        return sent.length >= NEW_CUSTOMERS && sent;
      },
      CODE_LIFE_MS,
    );
    const waitingAfter = await waiting();
    expect(calls.map((call) => call.errcode)).toEqual(added.map(() => 0));

    const offered = new Map<string, number>();
    for (const entry of await journal(before)) {
      if (entry.kind === "callback" && entry.fields?.WelcomeCode) offered.set(entry.fields.WelcomeCode, entry.atMs);
    }
    const took = calls.map((call) => call.atMs - offered.get(call.body?.welcome_code ?? "")!).sort((a, b) => a - b);
    const quantile = (q: number) => took[Math.min(took.length - 1, Math.floor(q * took.length))];
    process.stdout.write(
      `welcome lane: ${NEW_CUSTOMERS} greeted while ${waitingBefore} to ${waitingAfter} other events waited; ` +
        `p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms\n`,
    );
    for (const { externalUserid } of added) {
      const phone = await product.sandbox.phone(externalUserid);
      expect(phone.filter((message) => message.via === "welcome")).toHaveLength(1);
    }
  }, 300_000);
});
