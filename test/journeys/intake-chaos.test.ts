import type { App } from "../../src/app";
import { buildApp, closeApp } from "../../src/app";
import { capabilities } from "../../src/capabilities";
import { loadConfig } from "../../src/platform/config";
import { eventually } from "../harness";
import { OwnServers } from "../own-servers";
import { Product } from "../product";
import { CorpLife } from "./corp-life";
import { storedFacts, truthOf } from "./corp-truth";
import { Delivered } from "./delivered";

/** The long one is for `npm run test:long`. */
const LONG = Boolean(process.env.JEST_LONG);
const EVENTS = LONG ? 20_000 : 600;
const SIZE = LONG ? { customers: 4_000, groups: 60 } : { customers: 150, groups: 8 };
const PER_SECOND = LONG ? 400 : 60;
/** Before the journal of the local WeCom forgets. */
const LOOK_EVERY = 1_000;
const MEMBERS = ["m1", "m2"];
const SETTLE_MS = LONG ? 170_000 : 120_000;
const FAULTS = { drop: 0.05, duplicate: 0.1, shuffle: 0.1 };

/**
 * Callbacks while everything fails that can: lost, doubled and reordered on the way, web and worker killed, the database
 * crashing, Redis emptied. What was acknowledged is stored; after one look at WeCom the store is what WeCom is.
 */
describe("an intake on its worst day", () => {
  let servers: OwnServers;
  let product: Product;
  /** Looks at the same rows; takes no work. */
  let app: App;
  let life: CorpLife;
  let delivered: Delivered;

  const openWork = (): Promise<unknown[]> =>
    app.db.query(
      `SELECT handler, status, COUNT(*) AS open, MAX(attempts) AS attempts, MIN(due_at) AS due, MAX(last_error) AS error
       FROM outbox WHERE status IN ('pending', 'running') GROUP BY handler, status`,
    );
  const atRest = () =>
    eventually(
      "everything that was accepted is worked off",
      async () => (await openWork()).length === 0,
      SETTLE_MS,
    ).catch(async (error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(await openWork())}`);
    });

  beforeAll(async () => {
    servers = await OwnServers.start();
    product = await Product.start({ seed: "empty", admins: ["m1"], servers });
    app = await buildApp({ config: loadConfig(product.env), capabilities, process: "test" });
    life = new CorpLife(product.sandbox, MEMBERS, SIZE);
    delivered = new Delivered(product.sandbox);
  });

  afterAll(async () => {
    if (app) await closeApp(app);
    await product?.stop();
    await servers?.stop();
  });

  it(
    "accepts what comes, whatever dies meanwhile",
    async () => {
      await life.begin();
      await product.sandbox.control("PUT", "/faults", { callbacks: FAULTS });
      const kill = async (name: "web" | "worker") => {
        await product.killProcess(name);
        product.startProcess(name);
        // WeCom tries an event for a few seconds: a company whose only web process is away for longer loses more.
        if (name === "web") await eventually("web is back", () => product.answers(), 60_000);
      };
      const blows = new Map<number, () => Promise<void>>([
        [0.15, () => kill("web")],
        [0.25, () => kill("worker")],
        [0.35, async () => servers.crashDatabase()],
        [0.45, () => kill("web")],
        [0.55, () => servers.emptyRedis()],
        [0.65, () => kill("worker")],
        [0.8, () => kill("web")],
        [0.9, () => kill("worker")],
      ]);
      const at = new Map([...blows].map(([share, blow]) => [Math.floor((share * EVENTS) / 50) * 50, blow]));
      await life.run(EVENTS, PER_SECOND, async (done) => {
        if (done % LOOK_EVERY === 0) await delivered.look();
        await at.get(done)?.();
      });
      await product.sandbox.control("DELETE", "/faults");
      await delivered.settle(30_000);
      await atRest();
      const missing = await delivered.missingFrom(app);
      expect(missing).toEqual([]);
      expect(delivered.accepted).toBeGreaterThan(EVENTS * 0.5);
    },
    2 * SETTLE_MS + 60_000,
  );

  it(
    "is what WeCom is, once WeCom has been looked at",
    async () => {
      await product.run(["src/cli/main.ts", "sync"]);
      await atRest();
      const truth = await truthOf(product.sandbox, MEMBERS);
      const stored = await storedFacts(app);
      const heard = await delivered.lastDeletions(app);

      expect(sorted(stored.tags)).toEqual(sorted(truth.tags));
      const living = new Map([...stored.groups].filter(([, line]) => line !== "dismissed"));
      expect(sorted(living)).toEqual(sorted(truth.groups));

      const wrong: unknown[] = [];
      let unknowable = 0;
      for (const [pair, { status, details, since }] of truth.relations) {
        const ours = stored.relations.get(pair);
        if (status === "half") {
          // Half relations are shown by no API: without the event nobody can know.
          if (ours?.status !== "half") unknowable += 1;
        } else if (status === "deleted_by_customer" && ours?.status === "full" && (heard.get(pair) ?? 0) < since) {
          // A customer who deleted the member stays in WeCom's listings: only the event tells.
          unknowable += 1;
          if (ours.details !== details) wrong.push([pair, ours.details, details]);
        } else if (ours?.status !== status || ours.details !== details) {
          wrong.push([pair, ours, { status, details }]);
        }
      }
      for (const [pair, ours] of stored.relations) {
        if (truth.relations.has(pair) || ours.status === "deleted_by_member") continue;
        if (ours.status === "half") unknowable += 1;
        else wrong.push([pair, ours, "no relation"]);
      }
      expect(wrong.slice(0, 5)).toEqual([]);
      // As many as callbacks were lost, and no more than that.
      expect(unknowable).toBeLessThanOrEqual(delivered.lost);
    },
    SETTLE_MS + 60_000,
  );

  it("did nothing twice", async () => {
    const { corpId } = app.config.wecom;
    const told: { kind: string; external_userid: string; data: unknown }[] = await app.db.query(
      "SELECT kind, external_userid, data FROM customer_events WHERE corp_id = ? AND kind IN ('contact.added', 'contact.lost', 'group.joined')",
      [corpId],
    );
    const counted = new Map<string, number>();
    for (const row of told) {
      const data = (typeof row.data === "string" ? JSON.parse(row.data) : row.data) as Record<string, string>;
      const what =
        row.kind === "group.joined"
          ? `${row.kind} ${data.chatId} ${row.external_userid}`
          : `${row.kind} ${row.external_userid} ${data.userid}`;
      counted.set(what, (counted.get(what) ?? 0) + 1);
    }
    const happened = new Map<string, number>([
      ...[...life.happened.added].map(([pair, n]) => [`contact.added ${pair}`, n] as const),
      ...[...life.happened.lost].map(([pair, n]) => [`contact.lost ${pair}`, n] as const),
      ...[...life.happened.joined].map(([pair, n]) => [`group.joined ${pair}`, n] as const),
    ]);
    const tooOften = [...counted].filter(([what, n]) => n > (happened.get(what) ?? 0));
    expect(tooOften.slice(0, 5)).toEqual([]);
    const greetings = (await product.sandbox.calls("/cgi-bin/externalcontact/send_welcome_msg")).filter(
      (call) => call.errcode === 0,
    );
    expect(greetings.length).toBeLessThanOrEqual(life.happened.codes);
    const dead = await app.db.query("SELECT handler, last_error FROM outbox WHERE corp_id = ? AND status = 'dead'", [
      corpId,
    ]);
    expect(dead).toEqual([]);
    expect(await product.run(["src/cli/main.ts", "verify"])).not.toMatch(/✗/);
  });
});

const sorted = (facts: Map<string, string>) => [...facts].sort(([a], [b]) => (a < b ? -1 : 1));
