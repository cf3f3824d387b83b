import { setMaxListeners } from "node:events";
import { randomDigits, randomText } from "../world/ids";
import { type CallbackFaults, faultsFor } from "../world/knobs";
import type { OutgoingEvent } from "../world/state";
import type { World } from "../world/world";
import { open, seal, sign } from "./crypto";
import { Lane } from "./lane";
import { takePassiveReply } from "./passive-reply";
import { type HttpAnswer, send } from "./post";
import { toXml, type XmlField } from "./xml";

const ANSWER_MS = 5000;
const CHECK_MS = 1000;
/** "Three retries in all": the first attempt and three more. The spacing is not published. */
const RETRY_AFTER_MS = [1000, 2000, 3000];
const OVERTAKE_MS = 400;
const SENT_MS = 250;

export interface NewEvent {
  fields: XmlField[];
  event: string;
  changeType: string;
  /** Of the envelope; only app-interaction events carry it inside as well. */
  agentId?: string;
  replyTo?: OutgoingEvent["replyTo"];
}

/** What became of the events since the corp was made or the sandbox started. */
export interface Deliveries {
  /** On their way: waiting, being sent or to be tried again. */
  pending: number;
  delivered: number;
  /** By the fault of that name: never sent. */
  dropped: number;
  /** Given up after the last try. */
  failed: number;
  /** Second copies by the fault `duplicate`; they count among the others as well. */
  duplicates: number;
  attempts: number;
}

const noDeliveries = (): Omit<Deliveries, "pending"> => ({
  delivered: 0,
  dropped: 0,
  failed: 0,
  duplicates: 0,
  attempts: 0,
});

/** Sends events to the app's callback url: one after the other while it answers, retried on their own when not. */
export class Dispatcher {
  private lane = new Lane();
  private stopped = manyListeners();
  private counts = noDeliveries();
  private pending = 0;

  constructor(private readonly world: World) {}

  emit(input: NewEvent): void {
    const { callback, faults } = this.world.state;
    if (callback.url === null) return;
    const ruling = faultsFor(faults.callbacks, input.event, input.changeType);
    const { drop = 0, duplicate = 0, plainValues = 0, shuffleElements = 0 } = ruling;
    const style = { plainValues: chance(plainValues), shuffleElements: chance(shuffleElements) };
    const xml = toXml(input.fields, style);
    const described = { event: input.event, changeType: input.changeType, fields: plainFields(input.fields) };
    if (chance(drop)) {
      this.world.journal.add("callback", { ...described, attempts: 0, status: "dropped" });
      this.counts.dropped++;
      return;
    }
    for (const copy of chance(duplicate) ? [false, true] : [false]) {
      const mark = copy ? { duplicate: true } : {};
      const entry = this.world.journal.add("callback", { ...described, ...mark, attempts: 0 });
      const outgoing: OutgoingEvent = {
        id: this.world.nextNumber(),
        journalN: entry.n,
        xml,
        agentId: input.agentId ?? "",
        attempts: 0,
        replyTo: input.replyTo ?? null,
      };
      this.world.state.outgoing[outgoing.id] = outgoing;
      if (copy) this.counts.duplicates++;
      this.start(outgoing, ruling);
    }
  }

  /** Events that had not been answered when the sandbox stopped. */
  resume(): void {
    for (const outgoing of Object.values(this.world.state.outgoing)) this.start(outgoing, {});
  }

  /** The GET check that WeCom makes when a url is saved. */
  async check(): Promise<{ passed: boolean; reason: string | null }> {
    const { url, token, aesKey } = this.world.state.callback;
    if (url === null) return { passed: true, reason: null };
    const text = randomDigits(19);
    const echo = seal(aesKey, text, this.world.state.corp.corpId);
    const target = this.signed(url, token, echo);
    target.searchParams.set("echostr", echo);
    const answer = await send(target, { method: "GET", timeoutMs: CHECK_MS, signal: this.stopped.signal });
    if (answer.problem !== null) return { passed: false, reason: answer.problem };
    if (answer.status !== 200) return { passed: false, reason: `HTTP ${answer.status}` };
    const passed = answer.body === text;
    return { passed, reason: passed ? null : "the answer is not the decrypted echostr" };
  }

  /** Waits until what was emitted so far has had its first attempt, but not long: an endpoint may hang. */
  async sent(): Promise<void> {
    await Promise.race([this.lane.caughtUp(), later(SENT_MS)]);
  }

  deliveries = (): Deliveries => ({ pending: this.pending, ...this.counts });

  /** Until `calm` is called `parallel` events are sent at a time, so that their order is no longer kept. */
  storm(parallel: number): { calm: () => void } {
    const { lane } = this;
    lane.widen(parallel);
    return { calm: () => lane.calmDown() };
  }

  /** Ends what is on its way; a reset must not let events of the old corp arrive in the new one. */
  stop(): void {
    this.stopped.abort();
    this.stopped = manyListeners();
    this.lane.end();
    this.lane = new Lane();
    this.counts = noDeliveries();
    this.pending = 0;
  }

  private start(outgoing: OutgoingEvent, { delayMs = 0, shuffle = 0 }: CallbackFaults): void {
    this.pending++;
    const { signal } = this.stopped;
    const { lane } = this;
    const overtaken = chance(shuffle) ? Math.random() * OVERTAKE_MS : 0;
    const deliver = (): Promise<void> => this.deliver(outgoing, lane, signal);
    if (delayMs + overtaken > 0) void later(delayMs + overtaken).then(deliver);
    else lane.add(deliver);
  }

  /** Tries until it is answered or given up. */
  private async deliver(outgoing: OutgoingEvent, lane: Lane, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { callback } = this.world.state;
      const { url } = callback;
      if (url === null) return this.finish(outgoing, "not configured");
      const answer = await lane.request(() => this.attempt(outgoing, url, lane, signal));
      if (signal.aborted) return;
      outgoing.attempts++;
      this.counts.attempts++;
      const failed = answer.problem !== null || (answer.status !== 200 && callback.retryNon200);
      const pause = RETRY_AFTER_MS[outgoing.attempts - 1];
      const status = answer.problem ?? answer.status;
      if (!failed || pause === undefined) {
        if (!failed && answer.body !== "") this.takeReply(outgoing, answer.body);
        return this.finish(outgoing, status);
      }
      this.world.journal.amend(outgoing.journalN, { attempts: outgoing.attempts, status, retrying: true });
      await later(pause);
    }
  }

  private attempt(outgoing: OutgoingEvent, url: string, lane: Lane, signal: AbortSignal): Promise<HttpAnswer> {
    const { callback, corp } = this.world.state;
    const encrypt = seal(callback.aesKey, outgoing.xml, corp.corpId);
    const plain = { plainValues: false, shuffleElements: false };
    const body = toXml(
      [
        ["ToUserName", corp.corpId],
        ["Encrypt", encrypt],
        ["AgentID", outgoing.agentId],
      ],
      plain,
    );
    const target = this.signed(url, callback.token, encrypt);
    return send(target, { method: "POST", body, timeoutMs: ANSWER_MS, signal, agent: lane.agent });
  }

  private signed(url: string, token: string, data: string): URL {
    const target = new URL(url);
    const timestamp = String(this.world.now());
    const nonce = randomText(12);
    target.searchParams.set("msg_signature", sign(token, timestamp, nonce, data));
    target.searchParams.set("timestamp", timestamp);
    target.searchParams.set("nonce", nonce);
    return target;
  }

  private finish(outgoing: OutgoingEvent, status: number | string | null): void {
    delete this.world.state.outgoing[outgoing.id];
    this.pending--;
    if (status === 200) this.counts.delivered++;
    else this.counts.failed++;
    this.world.journal.amend(outgoing.journalN, { attempts: outgoing.attempts, status, retrying: false });
  }

  private takeReply(outgoing: OutgoingEvent, body: string): void {
    if (outgoing.replyTo === null) return;
    const { aesKey, token } = this.world.state.callback;
    const outcome = takePassiveReply(this.world, outgoing.replyTo, body, {
      open: (sealed) => open(aesKey, sealed),
      sign: (timestamp, nonce, data) => sign(token, timestamp, nonce, data),
    });
    this.world.journal.amend(outgoing.journalN, { reply: outcome });
  }
}

/** A pause that keeps nobody from stopping; who waits looks afterwards whether the corp is still there. */
const later = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

/** Every request listens to the one signal. */
function manyListeners(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

const chance = (probability: number): boolean => probability > 0 && Math.random() < probability;

function plainFields(fields: XmlField[]): Record<string, unknown> {
  const common = new Set(["ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "ChangeType"]);
  const rows = fields.filter(([name]) => !common.has(name));
  return Object.fromEntries(
    rows.map(([name, value]) => [name, typeof value === "object" ? Object.values(value)[0] : value]),
  );
}
