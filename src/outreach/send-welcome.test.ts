import { buildCareCustomer } from "../../test/care";
import { buildMember, uniqueId } from "../../test/factories";
import { buildTestApp, drainWork, moveClock, type TestApp } from "../../test/harness";
import { WORK_LEASE_MS } from "../platform/work";
import { sendWelcome } from "./send-welcome";
import { WelcomeSend } from "./welcome-send.entity";

const SEND = "/cgi-bin/externalcontact/send_welcome_msg";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  await buildMember(test.app, { userid: "m1", name: "周敏" });
});
afterAll(() => test.close());
beforeEach(() => test.sandbox.control("DELETE", "/faults"));

interface JournalRow {
  changeType?: string;
  fields?: Record<string, string>;
}

interface Added {
  externalUserid: string;
  welcomeCode: string;
}

async function add(fields: Record<string, unknown> = {}): Promise<Parameters<typeof sendWelcome>[1]> {
  const { externalUserid, welcomeCode } = await test.sandbox.act<Added>("customer.add", { userid: "m1", ...fields });
  const { now } = await test.sandbox.control<{ now: number }>("GET", "/clock");
  test.clock.set(new Date(now * 1_000));
  return { corpId: test.corpId, userid: "m1", externalUserid, welcomeCode, eventTime: now };
}

const welcomes = async (externalUserid: string) =>
  (await test.sandbox.phone(externalUserid)).filter((message) => message.via === "welcome");
const breakCall = (fault: Record<string, unknown>) =>
  test.sandbox.control("PUT", "/faults", { api: [{ path: SEND, times: 1, ...fault }] });
const rowOf = (externalUserid: string) =>
  test.app.db.getRepository(WelcomeSend).findOneByOrFail({ corpId: test.corpId, externalUserid });

/** A process that claims the code and dies before WeCom has its call. */
async function abandon(input: Parameters<typeof sendWelcome>[1]): Promise<void> {
  let calls: () => void = () => undefined;
  const called = new Promise<void>((resolve) => {
    calls = resolve;
  });
  const call = () => {
    calls();
    return new Promise(() => undefined);
  };
  const dying = Object.create(test.app, { wecom: { value: { call } } });
  void sendWelcome(dying, input);
  await called;
}

/** As if the claim's time were over. */
const endClaim = ({ externalUserid }: { externalUserid: string }) =>
  test.app.db.query(
    "UPDATE welcome_sends SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE external_userid = ?",
    [externalUserid],
  );

describe("sendWelcome", () => {
  it("greets in the member's name and notes it on the timeline", async () => {
    const input = await add();
    expect(await sendWelcome(test.app, input)).toBe("sent");
    const [message, ...more] = await welcomes(input.externalUserid);
    expect(more).toEqual([]);
    expect(message?.text).toContain("我是周敏");
    expect(message?.text).not.toContain("{{");
    const events: { kind: string }[] = await test.app.db.query(
      "SELECT kind FROM customer_events WHERE external_userid = ?",
      [input.externalUserid],
    );
    expect(events).toMatchObject([{ kind: "welcome.sent" }]);
  });

  it("greets once however often the callback is redelivered, at once or later", async () => {
    const input = await add();
    const outcomes = await Promise.all([1, 2, 3].map(() => sendWelcome(test.app, input)));
    expect(outcomes.sort()).toEqual(["duplicate", "duplicate", "sent"]);
    expect(await sendWelcome(test.app, input)).toBe("duplicate");
    expect(await welcomes(input.externalUserid)).toHaveLength(1);
    const calls = await test.sandbox.calls(SEND);
    const codes = calls.map((call) => (call.body as { welcome_code: string }).welcome_code);
    expect(codes.filter((code) => code === input.welcomeCode)).toHaveLength(1);
  });

  it("tries again while another app is sending", async () => {
    const input = await add();
    await breakCall({ errcode: 41096 });
    expect(await sendWelcome(test.app, input)).toBe("sent");
  });

  it("gives up on a code that other apps keep busy, inside its 20 seconds", async () => {
    const input = await add();
    await breakCall({ errcode: 41096 });
    const aging = { ...input, eventTime: input.eventTime - 20 };
    expect(await sendWelcome(test.app, aging)).toBe("expired");
    expect(await rowOf(input.externalUserid)).toMatchObject({ status: "expired", reason: "wecom_41096" });
  });

  it("knows that it arrived when the answer was cut off", async () => {
    const input = await add();
    await breakCall({ cutAfterWork: true });
    expect(await sendWelcome(test.app, input)).toBe("sent");
    expect(await welcomes(input.externalUserid)).toHaveLength(1);
  });

  it("does not call a code that ran out a greeting, after a process died with it", async () => {
    const input = await add();
    await abandon(input);
    await endClaim(input);
    await moveClock(test, new Date(test.clock.now().getTime() + 23_000));
    expect(await sendWelcome(test.app, input)).toBe("expired");
    expect(await welcomes(input.externalUserid)).toEqual([]);
  });

  it("leaves no code claimed when its process dies: the job comes back later than the claim lasts", async () => {
    const input = await add();
    await abandon(input);
    const { leaseUntil } = await rowOf(input.externalUserid);
    expect(leaseUntil.getTime() - Date.now()).toBeLessThan(WORK_LEASE_MS);
    await endClaim(input);
    await moveClock(test, new Date(test.clock.now().getTime() + 30_000));
    expect(await sendWelcome(test.app, input)).toBe("expired");
  });

  it("takes 41051 as delivered by somebody else", async () => {
    const input = await add();
    await breakCall({ errcode: 41051 });
    expect(await sendWelcome(test.app, input)).toBe("already_delivered");
  });

  it("records a code that came too late without calling", async () => {
    const input = await add();
    await moveClock(test, new Date(test.clock.now().getTime() + 30_000));
    expect(await sendWelcome(test.app, input)).toBe("expired");
    expect(await rowOf(input.externalUserid)).toMatchObject({ status: "expired", reason: "too_late" });
    const calls = await test.sandbox.calls(SEND);
    expect(calls.filter((call) => JSON.stringify(call.body).includes(input.welcomeCode))).toEqual([]);
    const events: { kind: string; data: unknown }[] = await test.app.db.query(
      "SELECT kind, data FROM customer_events WHERE external_userid = ?",
      [input.externalUserid],
    );
    expect(events).toMatchObject([{ kind: "welcome.not_sent" }]);
    expect(JSON.stringify(events[0]?.data)).toContain("too_late");
  });

  it("waits for the consent, whose own code then greets", async () => {
    await test.sandbox.act("archive.mode", { consent: "asked" });
    // Nobody listens there; the journal shows what was to be delivered.
    const { callbackToken: token, callbackAesKey: aesKey } = test.app.config.wecom;
    await test.sandbox.control("PUT", "/callback", { url: "http://127.0.0.1:9/", token, aesKey });
    const input = await add();
    expect(await sendWelcome(test.app, input)).toBe("awaiting_consent");
    await test.sandbox.act("consent", { externalUserid: input.externalUserid, userid: "m1", agree: true });
    await test.sandbox.act("archive.mode", { consent: "assumed" });
    const given = (await test.sandbox.control<{ entries: JournalRow[] }>("GET", "/journal?after=0")).entries.findLast(
      (entry) => entry.changeType === "msg_audit_approved",
    );
    const welcomeCode = given?.fields?.WelcomeCode ?? "";
    expect(await sendWelcome(test.app, { ...input, welcomeCode })).toBe("sent");
    expect(await welcomes(input.externalUserid)).toHaveLength(1);
  });

  it("gives the claim up when an operator has to act, so that a retry can greet", async () => {
    const input = await add();
    await breakCall({ errcode: 48002 });
    await expect(sendWelcome(test.app, input)).rejects.toMatchObject({ code: "wecom.misconfigured" });
    expect(await rowOf(input.externalUserid)).toMatchObject({ status: "waiting" });
    expect(await sendWelcome(test.app, input)).toBe("sent");
  });

  it("addresses a customer whose name is known and readable", async () => {
    const input = await add({ externalUserid: uniqueId("wm") });
    await buildCareCustomer(test.app, { externalUserid: input.externalUserid, name: "A建材批发13800138000" });
    expect(await sendWelcome(test.app, input)).toBe("sent");
    expect((await welcomes(input.externalUserid))[0]?.text).not.toContain("建材");
  });

  it("is woken by the event of the callback, on the queue of its own", async () => {
    const { corpId, ...payload } = await add();
    await test.app.work.transaction((tx) =>
      test.app.work.publish(tx, { corpId, name: "contact.welcome-offered", payload }),
    );
    expect(test.app.registry.job("outreach.send-welcome")?.queue).toBe("welcome");
    expect(await drainWork(test.app)).toEqual({ done: 1 });
    expect(await welcomes(payload.externalUserid)).toHaveLength(1);
  });
});
