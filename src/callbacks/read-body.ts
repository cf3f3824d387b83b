import type { IncomingMessage } from "node:http";
import { AppError } from "../platform/errors";
import { CallbackUnreadableError } from "../wecom";
import { CallbackNotStoredError } from "./callbacks.errors";

const BODY_LIMIT = 1_048_576;
/** Of all bodies being read at one time: who they are from is not known before they are whole. */
const TOGETHER_LIMIT = 64 * BODY_LIMIT;

/** Reads bodies up to 1 MiB, and refuses when too much is being read already. */
export class BodyReader {
  #together = 0;

  /**
   * The rest of a body that is too large is read and thrown away, so that the sender gets to see the answer.
   *
   * @returns what `use` makes of it.
   * @throws {AppError} request.too_large, 413; {CallbackNotStoredError}; {CallbackUnreadableError} when it was cut off.
   */
  read<T>(request: IncomingMessage, use: (body: string) => Promise<T>): Promise<T> {
    // Also one that ends after our answer.
    request.on("error", () => undefined);
    if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT) return Promise.reject(tooLarge());
    if (this.#together > TOGETHER_LIMIT) return Promise.reject(new CallbackNotStoredError("too much is being read"));
    return new Promise((resolve, reject) => {
      let chunks: Buffer[] = [];
      let size = 0;
      let held = 0;
      const release = () => {
        this.#together -= held;
        held = 0;
        chunks = [];
      };
      const cutOff = () => {
        release();
        reject(new CallbackUnreadableError("the body was cut off"));
      };
      request.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > BODY_LIMIT) {
          release();
          reject(tooLarge());
          return;
        }
        held += chunk.length;
        this.#together += chunk.length;
        chunks.push(chunk);
      });
      request.on("end", () => {
        const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
        release();
        try {
          resolve(use(whole.toString("utf8")));
        } catch (error) {
          reject(error);
        }
      });
      request.on("error", cutOff);
      request.on("aborted", cutOff);
    });
  }
}

function tooLarge(): AppError {
  return new AppError("request.too_large", "The body is larger than 1 MiB", { status: 413 });
}
