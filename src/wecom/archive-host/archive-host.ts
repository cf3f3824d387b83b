import type { Logger } from "../../platform/log";
import { ArchiveHostUnusableError } from "./archive-host.errors";
import { HostProcess } from "./host-process";
import { type Answer, encodeText, encodeU32, encodeU64, type Op, op } from "./protocol";

export interface ArchiveHostOptions {
  /** The program built from native/. */
  hostPath: string;
  /** The vendor's libWeWorkFinanceSdk_C.so. */
  sdkPath: string;
  corpId: string;
  secret: string;
  /** http://[user:password@]host:port or socks5://…, or nothing. */
  proxy?: string | undefined;
  /** Of one transfer inside the library, 1 to 60. 0 would mean "for ever" there and is refused. */
  timeoutSeconds?: number;
  /** On top of twice the timeout: one call can make two transfers. */
  marginMs?: number;
  /** A host is replaced after so many calls, or above so much memory. */
  maxCalls?: number;
  maxMemoryBytes?: number;
  log: Logger;
}

export interface ChatAnswer {
  code: number;
  body: string;
}
export interface EncryptedPair {
  key: string;
  message: string;
}
export interface Decrypted {
  code: number;
  plaintext: Buffer | null;
}
export interface MediaSlice {
  code: number;
  finished: boolean;
  /** For the next call, verbatim. */
  nextIndex: string;
  data: Buffer;
}

const MEMORY_CHECK_EVERY = 20;
/** As many as the host carries out side by side; one more would wait there while its deadline runs. */
const MEDIA_AT_ONCE = 4;
const DECRYPT_DEADLINE_MS = 15_000;
const MAX_RESTART_DELAY_MS = 10_000;
/** Before another host takes the place of one that came up well and died of a call. */
const SUCCESSION_MS = 20;

/**
 * The archive library, kept at arm's length: calls go to a host process that is started when needed, replaced when it
 * dies, hangs or grows, and costs its caller at most a retryable ArchiveHostLostError.
 */
export class ArchiveHost {
  readonly options: Required<Omit<ArchiveHostOptions, "proxy">>;
  readonly #proxy: string;
  readonly #proxyPassword: string;
  #live: HostProcess | undefined;
  #starting: Promise<HostProcess> | undefined;
  /** Starts that failed, in a row. */
  #failedStarts = 0;
  #memoryLookedAt = 0;
  #mediaRunning = 0;
  readonly #mediaWaiting: (() => void)[] = [];
  #closed = false;
  #starts = 0;

  constructor(options: ArchiveHostOptions) {
    const { proxy, ...given } = options;
    this.options = { timeoutSeconds: 10, marginMs: 5_000, maxCalls: 20_000, maxMemoryBytes: 384 << 20, ...given };
    const { timeoutSeconds } = this.options;
    if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > 60) {
      throw new ArchiveHostUnusableError("timeoutSeconds must be 1 to 60");
    }
    [this.#proxy, this.#proxyPassword] = splitProxy(proxy);
  }

  /** Host processes started so far. */
  get starts(): number {
    return this.#starts;
  }

  /** Resident memory of the process that lives now, in bytes; 0 without one. */
  get memoryBytes(): number {
    return this.#live?.memoryBytes ?? 0;
  }

  /** Rows with a seq above `seq`. Code 0 says nothing about success: judge the body. */
  async chat(seq: bigint, limit: number): Promise<ChatAnswer> {
    const body = [encodeU64(seq), encodeU32(limit), this.#transfer()];
    const answer = await this.#call(op.chat, Buffer.concat(body), this.#transferDeadlineMs());
    return { code: answer.code, body: answer.body.toString("utf8") };
  }

  /** One result per pair, in order. A pair the library would choke on is answered -1 unseen. */
  async decrypt(pairs: EncryptedPair[]): Promise<Decrypted[]> {
    const body = [
      encodeU32(pairs.length),
      ...pairs.flatMap((pair) => [encodeText(pair.key), encodeText(pair.message)]),
    ];
    const answer = await this.#call(op.decrypt, Buffer.concat(body), DECRYPT_DEADLINE_MS);
    const results: Decrypted[] = [];
    for (let at = 0; at < answer.body.length; ) {
      const code = answer.body.readInt32LE(at);
      const end = at + 8 + answer.body.readUInt32LE(at + 4);
      results.push({ code, plaintext: code === 0 ? answer.body.subarray(at + 8, end) : null });
      at = end;
    }
    if (results.length !== pairs.length)
      throw new Error(`archive host: ${pairs.length} pairs, ${results.length} answers`);
    return results;
  }

  /** One slice of a file: `index` is "" first, then the slice before's `nextIndex`. */
  async media(sdkfileid: string, index: string): Promise<MediaSlice> {
    const body = Buffer.concat([this.#transfer(), encodeText(index), encodeText(sdkfileid)]);
    const answer = await this.#mediaTurn(() => this.#call(op.media, body, this.#transferDeadlineMs()));
    if (answer.body.length === 0) return { code: answer.code, finished: false, nextIndex: "", data: answer.body };
    const data = 5 + answer.body.readUInt32LE(1);
    return {
      code: answer.code,
      finished: answer.body.readUInt8(0) === 1,
      nextIndex: answer.body.subarray(5, data).toString("utf8"),
      data: answer.body.subarray(data),
    };
  }

  /** Makes the library fetch a new access token: its handle caches one. */
  async renewHandle(): Promise<void> {
    const host = await this.#host();
    await this.#init(host);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const host = (await this.#starting?.catch(() => undefined)) ?? this.#live;
    this.#live = undefined;
    await host?.close();
  }

  async #mediaTurn<T>(call: () => Promise<T>): Promise<T> {
    if (this.#mediaRunning < MEDIA_AT_ONCE) this.#mediaRunning += 1;
    else await new Promise<void>((resolve) => this.#mediaWaiting.push(resolve)); // its place is handed over
    try {
      return await call();
    } finally {
      const next = this.#mediaWaiting.shift();
      if (next) next();
      else this.#mediaRunning -= 1;
    }
  }

  #transfer(): Buffer {
    return Buffer.concat([
      encodeU32(this.options.timeoutSeconds),
      encodeText(this.#proxy),
      encodeText(this.#proxyPassword),
    ]);
  }

  #transferDeadlineMs(): number {
    return 2_000 * this.options.timeoutSeconds + this.options.marginMs;
  }

  async #call(operation: Op, body: Buffer, deadlineMs: number): Promise<Answer> {
    let host = await this.#host();
    // While we waited for it, another caller's answer may have retired it.
    while (!host.alive) host = await this.#host();
    const answer = await host.call(operation, body, deadlineMs);
    this.#retireIfWorn(host);
    return answer;
  }

  /** Nothing is awaited between the look and the start, so callers side by side share one start. */
  #host(): Promise<HostProcess> {
    if (this.#closed) return Promise.reject(new ArchiveHostUnusableError("it has been closed"));
    if (this.#live?.alive) return Promise.resolve(this.#live);
    this.#starting ??= this.#start()
      .then((host) => {
        this.#live = host;
        return host;
      })
      .finally(() => {
        this.#starting = undefined;
      });
    return this.#starting;
  }

  async #start(): Promise<HostProcess> {
    // A host that cannot even start must not eat the machine; whoever dies of a call is paced by who makes the calls.
    const failed = this.#failedStarts;
    const delayMs =
      failed > 0 ? Math.min(50 * 2 ** failed, MAX_RESTART_DELAY_MS) : this.#starts > 0 ? SUCCESSION_MS : 0;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    this.#starts += 1;
    this.#failedStarts += 1;
    const host = await HostProcess.start(this.options.hostPath, this.options.sdkPath);
    try {
      await this.#init(host);
    } catch (error) {
      host.kill();
      throw error;
    }
    this.#failedStarts = 0;
    this.#memoryLookedAt = 0;
    if (this.#starts > 1) this.options.log.info({ starts: this.#starts }, "archive host started again");
    return host;
  }

  async #init(host: HostProcess): Promise<void> {
    const { corpId, secret } = this.options;
    const answer = await host.call(
      op.init,
      Buffer.concat([encodeText(corpId), encodeText(secret)]),
      this.options.marginMs,
    );
    if (answer.code !== 0)
      throw new ArchiveHostUnusableError(`Init answered ${answer.code}: corp id or secret is empty`);
  }

  /** The next caller gets a fresh process; the worn one leaves when its last call is answered. */
  #retireIfWorn(host: HostProcess) {
    if (host !== this.#live) return;
    const look = host.calls - this.#memoryLookedAt >= MEMORY_CHECK_EVERY;
    if (look) this.#memoryLookedAt = host.calls;
    const worn = host.calls >= this.options.maxCalls || (look && host.memoryBytes > this.options.maxMemoryBytes);
    if (!worn) return;
    this.options.log.info({ calls: host.calls, memoryBytes: host.memoryBytes }, "archive host replaced");
    this.#live = undefined;
    void host.retire();
  }
}

function splitProxy(proxy: string | undefined): [address: string, userAndPassword: string] {
  if (!proxy) return ["", ""];
  const url = new URL(proxy);
  const password = url.username ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` : "";
  return [`${url.protocol}//${url.host}`, password];
}
