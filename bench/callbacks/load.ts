import { connect, type Socket } from "node:net";
import { z } from "zod";
import { sealedRequest } from "./events";

/** Sends sealed callbacks from a process of its own. Sealing is done before the time is taken. */
const Order = z.strictObject({
  port: z.number(),
  keys: z.strictObject({ token: z.string(), aesKey: z.string(), corpId: z.string() }),
  first: z.number(),
  count: z.number(),
  /** Connections, each with one request under way. */
  concurrency: z.number(),
  /** One event in so many is a new customer with a welcome code. */
  newCustomerEvery: z.number(),
  /** Requests a second whatever the answers do; without it, each answer brings the next request. */
  rate: z.number().optional(),
});
export type LoadOrder = z.infer<typeof Order>;

export interface LoadResult {
  perSecond: number;
  /** Milliseconds, of each request. */
  times: number[];
  answered: number;
  refused: number;
}

const OK = Buffer.from("HTTP/1.1 200");
const END_OF_HEAD = Buffer.from("\r\n\r\n");
const LENGTH = /content-length: *(\d+)/i;

/** One connection that is kept: a request at a time. */
class Line {
  #pending: ((ok: boolean) => void) | undefined;
  #held: Buffer = Buffer.alloc(0);
  private constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("close", () => this.#pending?.(false));
    socket.on("error", () => undefined);
  }

  static async open(port: number): Promise<Line> {
    const socket = connect(port, "127.0.0.1");
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new Line(socket);
  }

  send(request: Buffer): Promise<boolean> {
    return new Promise((resolve) => {
      this.#pending = resolve;
      this.socket.write(request);
    });
  }

  #read(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const head = this.#held.indexOf(END_OF_HEAD);
    if (head < 0) return;
    const length = Number(LENGTH.exec(this.#held.toString("latin1", 0, head))?.[1] ?? 0);
    if (this.#held.length < head + END_OF_HEAD.length + length) return;
    const ok = this.#held.subarray(0, OK.length).equals(OK);
    this.#held = Buffer.alloc(0);
    const done = this.#pending;
    this.#pending = undefined;
    done?.(ok);
  }
}

async function main(): Promise<void> {
  const order = Order.parse(JSON.parse(process.argv[2] ?? ""));
  const host = `127.0.0.1:${order.port}`;
  const { keys, first, newCustomerEvery } = order;
  const requests = Array.from({ length: order.count }, (_, i) =>
    sealedRequest(keys, host, first + i, newCustomerEvery),
  );
  const lines = await Promise.all(Array.from({ length: order.concurrency }, () => Line.open(order.port)));
  const times: number[] = [];
  let refused = 0;
  const send = async (line: Line, index: number, dueAt: number) => {
    const ok = await line.send(requests[index]!);
    times.push(Number((performance.now() - dueAt).toFixed(2)));
    if (!ok) refused += 1;
  };
  const startedAt = performance.now();
  if (order.rate === undefined) {
    let next = 0;
    const worker = async (line: Line) => {
      while (next < requests.length) {
        const index = next;
        next += 1;
        await send(line, index, performance.now());
      }
    };
    await Promise.all(lines.map(worker));
  } else {
    await openLoop(lines, requests.length, order.rate, send);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const result: LoadResult = {
    perSecond: times.length / seconds,
    times,
    answered: times.length,
    refused,
  };
  // A pipe takes long lines in pieces.
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

/** Each request has its time; one that finds no free line waits, and its waiting counts. */
function openLoop(
  lines: Line[],
  count: number,
  rate: number,
  send: (line: Line, index: number, dueAt: number) => Promise<void>,
): Promise<void> {
  const free = [...lines];
  const startedAt = performance.now();
  let next = 0;
  let done = 0;
  return new Promise((resolve) => {
    const offer = () => {
      const due = Math.min(count, Math.floor(((performance.now() - startedAt) / 1_000) * rate));
      while (next < due && free.length > 0) {
        const index = next;
        next += 1;
        const line = free.pop()!;
        void send(line, index, startedAt + (index / rate) * 1_000).then(() => {
          free.push(line);
          done += 1;
          if (done === count) {
            clearInterval(timer);
            resolve();
          } else offer();
        });
      }
    };
    const timer = setInterval(offer, 1);
  });
}

void main();
