/** The frames of `native/archive-host.c`; the protocol is described at the top of that file. */
export const PROTOCOL_VERSION = 1;
export const op = { ready: 0, init: 1, chat: 2, decrypt: 3, media: 4 } as const;
export type Op = (typeof op)[keyof typeof op];

/** The host's own codes; all others are the library's. */
export const hostCode = { malformed: -1, notInitialised: -2, badRequest: -3 } as const;

const PREFIX_BYTES = 4;
const REQUEST_HEAD_BYTES = 5;
const ANSWER_HEAD_BYTES = 9;

export interface Answer {
  id: number;
  op: number;
  code: number;
  body: Buffer;
}

export function encodeRequest(id: number, operation: Op, body: Buffer): Buffer {
  const head = Buffer.allocUnsafe(PREFIX_BYTES + REQUEST_HEAD_BYTES);
  head.writeUInt32LE(REQUEST_HEAD_BYTES + body.length, 0);
  head.writeUInt32LE(id, 4);
  head.writeUInt8(operation, 8);
  return Buffer.concat([head, body]);
}

export function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([encodeU32(bytes.length), bytes]);
}

export function encodeU32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function encodeU64(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** Cuts a stream of chunks into answers. Keeps chunks apart until a frame is whole, so large pages are copied once. */
export class AnswerSplitter {
  #chunks: Buffer[] = [];
  #held = 0;
  #wanted = PREFIX_BYTES;
  #inPrefix = true;

  push(chunk: Buffer): Answer[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    const answers: Answer[] = [];
    while (this.#held >= this.#wanted) {
      const part = this.#take(this.#wanted);
      if (this.#inPrefix) {
        this.#wanted = part.readUInt32LE(0);
        if (this.#wanted < ANSWER_HEAD_BYTES) throw new Error("archive host: frame too short");
      } else {
        answers.push({
          id: part.readUInt32LE(0),
          op: part.readUInt8(4),
          code: part.readInt32LE(5),
          body: part.subarray(ANSWER_HEAD_BYTES),
        });
        this.#wanted = PREFIX_BYTES;
      }
      this.#inPrefix = !this.#inPrefix;
    }
    return answers;
  }

  #take(length: number): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#held);
    const rest = all.subarray(length);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    return all.subarray(0, length);
  }
}
