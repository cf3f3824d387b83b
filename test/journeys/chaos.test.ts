import type { App } from "../../src/app";
import { buildApp, closeApp } from "../../src/app";
import { capabilities } from "../../src/capabilities";
import { setImportantDates } from "../../src/contacts";
import { loadConfig } from "../../src/platform/config";
import { adminOf, eventually } from "../harness";
import { Product } from "../product";
import { freshRedis } from "../services";

/** The long one is for `npm run test:long`. */
const LONG = Boolean(process.env.JEST_LONG);
const CUSTOMERS = LONG ? 150 : 30;
const MESSAGES = LONG ? 2_000 : 200;
const BIRTHDAYS = LONG ? 40 : 10;
const KILLS_WHILE_TALKING = LONG ? 8 : 2;
const KILL_EVERY = Math.ceil(MESSAGES / KILLS_WHILE_TALKING);
const SETTLE_MS = LONG ? 240_000 : 120_000;

const MEMBERS = ["m1", "m2"] as const;
const DAY_MS = 86_400_000;
/** Asia/Shanghai, the corp's zone. */
const ZONE_MS = 8 * 3_600_000;
const CALLBACK_FAULTS = { drop: 0.2, duplicate: 0.2, shuffle: 0.2 };

const customerOf = (n: number) => `wmCHAOS${String(n).padStart(4, "0")}`;
const memberOf = (n: number) => MEMBERS[n % MEMBERS.length]!;

interface Desk {
  tasks: { msgid: string; status?: string; recipients: { externalUserid: string }[] }[];
}

/**
 * The whole product while everything that can fail does: callbacks dropped, doubled and reordered, workers and the
 * archiver killed as by a power cut, Redis losing its memory, the answer of a send lost. Afterwards every fact is there
 * once, and nobody got anything twice.
 */
describe("a bad day", () => {
  let product: Product;
  /** Looks at the same rows; takes no work. */
  let app: App;
  const said: string[] = [];

  const count = async (sql: string, params: unknown[] = []) => {
    const rows: { n: string }[] = await app.db.query(sql, [app.config.wecom.corpId, ...params]);
    return Number(rows[0]?.n ?? 0);
  };
  const groupMessages = async (externalUserid: string) =>
    (await product.sandbox.phone(externalUserid)).filter((message) => message.via === "groupmsg");
  const loseRedis = () => freshRedis(product.env.REDIS_PREFIX as string);

  async function killWorker(): Promise<void> {
    await product.killProcess("worker");
    product.startProcess("worker");
  }

  beforeAll(async () => {
    product = await Product.start({ seed: "empty", admins: ["m1"] });
    app = await buildApp({ config: loadConfig(product.env), capabilities, process: "test" });
    await app.work.addNow({ corpId: app.config.wecom.corpId, handler: "contacts.sync", payload: {} });
    await eventually(
      "the members",
      async () => (await count("SELECT COUNT(*) AS n FROM members WHERE corp_id = ?")) >= 2,
      60_000,
    );
  });

  afterAll(async () => {
    if (app) await closeApp(app);
    await product?.stop();
  });

  it(
    "stores every message once and knows every customer, whatever was lost on the way",
    async () => {
      await product.sandbox.control("PUT", "/faults", { callbacks: CALLBACK_FAULTS });
      let added = 0;
      for (let n = 0; n < MESSAGES; n += 1) {
        while (added <= (n * CUSTOMERS) / MESSAGES && added < CUSTOMERS) {
          const externalUserid = customerOf(added);
          await product.sandbox.act("customer.add", {
            userid: memberOf(added),
            externalUserid,
            name: `客户${added}`,
            addWay: 1,
          });
          added += 1;
        }
        const who = n % added;
        const pair = [customerOf(who), memberOf(who)];
        const [from, to] = n % 3 === 2 ? [pair[1], pair[0]] : pair;
        const { msgid } = await product.sandbox.act<{ msgid: string }>("message.send", {
          from,
          to,
          msgtype: "text",
          content: n % 20 === 0 ? `滤芯怎么换?第 ${n} 条` : `第 ${n} 条消息`,
        });
        said.push(msgid);
        if (n % KILL_EVERY === Math.floor(KILL_EVERY / 2)) await killWorker();
        if (n === Math.floor(MESSAGES / 3)) await loseRedis();
        if (n === Math.floor(MESSAGES / 2)) {
          await product.killProcess("archiver");
          product.startProcess("archiver");
        }
      }
      await app.work.addNow({ corpId: app.config.wecom.corpId, handler: "contacts.sync", payload: {} });

      await eventually(
        "every message",
        async () => (await count("SELECT COUNT(*) AS n FROM messages WHERE corp_id = ?")) >= MESSAGES,
        SETTLE_MS,
      );
      const stored: { msgid: string }[] = await app.db.query("SELECT msgid FROM messages WHERE corp_id = ?", [
        app.config.wecom.corpId,
      ]);
      expect(stored.map((row) => row.msgid).sort()).toEqual([...said].sort());
      expect(await count("SELECT COALESCE(SUM(messages), 0) AS n FROM customer_message_days WHERE corp_id = ?")).toBe(
        MESSAGES,
      );
      await eventually(
        "every customer",
        async () =>
          (await count("SELECT COUNT(*) AS n FROM follow_relations WHERE corp_id = ? AND status = 'full'")) ===
          CUSTOMERS,
        SETTLE_MS,
      );
      for (let n = 0; n < CUSTOMERS; n += 1) {
        const greetings = (await product.sandbox.phone(customerOf(n))).filter((message) => message.via === "welcome");
        expect(greetings.length).toBeLessThanOrEqual(1);
      }
    },
    2 * SETTLE_MS + 30_000,
  );

  it(
    "greets every birthday once, though a send's answer is lost and the worker dies among them",
    async () => {
      const corpId = app.config.wecom.corpId;
      const { now } = await product.sandbox.control<{ now: number }>("GET", "/clock");
      const tomorrow = new Date(now * 1_000 + ZONE_MS + DAY_MS);
      const month = tomorrow.getUTCMonth() + 1;
      const day = tomorrow.getUTCDate();
      for (let n = 0; n < BIRTHDAYS; n += 1) {
        const date = {
          kind: "birthday" as const,
          label: "",
          calendar: "solar" as const,
          month,
          day,
          leapMonth: false,
          year: 1990,
        };
        await setImportantDates(app, adminOf(corpId), { externalUserid: customerOf(n), dates: [date] });
      }
      await product.sandbox.control("PUT", "/faults", {
        callbacks: CALLBACK_FAULTS,
        api: [{ path: "/cgi-bin/externalcontact/add_msg_template", cutAfterWork: true, times: 1 }],
      });
      const nine = Date.UTC(tomorrow.getUTCFullYear(), tomorrow.getUTCMonth(), day, 1) / 1_000;
      await product.sandbox.control("POST", "/clock", { at: nine });
      await eventually(
        "the first task",
        async () => (await product.sandbox.calls("/cgi-bin/externalcontact/add_msg_template"))[0],
        60_000,
      );
      await killWorker();
      await loseRedis();

      const sent = "SELECT COUNT(*) AS n FROM touches WHERE corp_id = ? AND kind = 'birthday' AND status = 'sent'";
      const confirmed = new Set<string>();
      let skipped = false;
      const startedAt = Date.now();
      await eventually(
        "every birthday",
        async () => {
          // What WeCom can prove only after a while is not waited for in real time.
          if (!skipped && Date.now() - startedAt > 18_000) {
            await product.sandbox.control("POST", "/clock", { advanceSeconds: 60 });
            skipped = true;
          }
          for (const userid of MEMBERS) {
            const desk = await product.sandbox.control<Desk>("GET", `/members/${userid}/desk`);
            for (const { msgid } of desk.tasks.filter((task) => !confirmed.has(task.msgid))) {
              confirmed.add(msgid);
              await product.sandbox.act("groupmsg.confirm", { msgid, userid });
            }
          }
          return (await count(sent)) === BIRTHDAYS;
        },
        SETTLE_MS,
      );
      for (let n = 0; n < CUSTOMERS; n += 1) {
        expect([customerOf(n), (await groupMessages(customerOf(n))).length]).toEqual([
          customerOf(n),
          n < BIRTHDAYS ? 1 : 0,
        ]);
      }
    },
    SETTLE_MS + 60_000,
  );

  it(
    "comes to rest: nothing claimed, nothing unknown, nothing dead, every invariant holds",
    async () => {
      await product.sandbox.control("DELETE", "/faults");
      await eventually(
        "an empty outbox",
        async () =>
          (await count("SELECT COUNT(*) AS n FROM outbox WHERE corp_id = ? AND status IN ('pending', 'running')")) ===
          0,
        SETTLE_MS,
      );
      const left = await app.db.query(
        "SELECT status, reason_code FROM touches WHERE corp_id = ? AND status IN ('claimed', 'unknown', 'task_created')",
        [app.config.wecom.corpId],
      );
      expect(left).toEqual([]);
      const dead = await app.db.query("SELECT handler, last_error FROM outbox WHERE corp_id = ? AND status = 'dead'", [
        app.config.wecom.corpId,
      ]);
      expect(dead).toEqual([]);
      const codes = await app.db.query(
        "SELECT status, reason FROM welcome_sends WHERE corp_id = ? AND status = 'claimed'",
        [app.config.wecom.corpId],
      );
      expect(codes).toEqual([]);
      const outcome = await product.run(["src/cli/main.ts", "verify"]);
      expect(outcome).not.toMatch(/✗/);
    },
    SETTLE_MS + 30_000,
  );
});
