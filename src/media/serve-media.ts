import type { App, Ctx } from "../app";
import type { MediaBytes } from "./media.queries";
import { type MediaStorage, openStorage } from "./storage";
import { THUMB_TYPE, Thumbnails } from "./thumbnail";

/** What browsers show without running anything of it. Everything else is saved, never opened on our origin. */
const inline = /^(image\/(jpeg|png|gif|webp|bmp|avif)|audio\/[\w-]+|video\/[\w-]+|application\/pdf)$/;
/** Nobody else's scripts, should a browser ever take a file for a page. */
const NO_SCRIPTS = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";

/** Gives bytes out over HTTP: whole or in ranges, with what the bytes are and nothing that they claim to be. */
export class MediaShelf {
  readonly #storage: MediaStorage;
  readonly #thumbnails: Thumbnails;

  constructor(app: App) {
    this.#storage = openStorage(app.config.media);
    this.#thumbnails = new Thumbnails(app, this.#storage);
  }

  /** @param name with its extension; what the file is saved as. @throws {MediaGoneError} */
  async serve(ctx: Ctx, bytes: MediaBytes, options: { name: string; save?: boolean }): Promise<void> {
    const { contentType, size } = bytes;
    const shown = inline.test(contentType) && !options.save;
    ctx.set("content-type", shown ? contentType : "application/octet-stream");
    ctx.set("content-disposition", disposition(shown ? "inline" : "attachment", options.name));
    // The viewer of PDFs is a program of the browser, which this policy would stop.
    if (contentType !== "application/pdf") ctx.set("content-security-policy", NO_SCRIPTS);
    const tag = `"${bytes.md5}-${size}"`;
    keepPrivate(ctx, tag);
    ctx.set("accept-ranges", "bytes");
    if (ctx.get("if-none-match") === tag) {
      ctx.status = 304;
      return;
    }
    const condition = ctx.get("if-range");
    const range = condition === "" || condition === tag ? parseRange(ctx.get("range"), size) : null;
    if (range === "unsatisfiable") {
      ctx.status = 416;
      ctx.set("content-range", `bytes */${size}`);
      ctx.body = "";
      return;
    }
    ctx.status = range ? 206 : 200;
    if (range) ctx.set("content-range", `bytes ${range.from}-${range.to}/${size}`);
    if (ctx.method === "HEAD") ctx.length = range ? range.to - range.from + 1 : size;
    else {
      ctx.body = size === 0 ? "" : await this.#storage.read(bytes.storageKey, range ?? undefined);
      ctx.set("content-type", shown ? contentType : "application/octet-stream"); // a body of text sets its own
      ctx.length = range ? range.to - range.from + 1 : size;
    }
  }

  /** @throws {NotFoundError} when there can be no small picture of it. */
  async serveThumb(ctx: Ctx, corpId: string, bytes: MediaBytes): Promise<void> {
    const tag = `"${bytes.md5}-thumb"`;
    keepPrivate(ctx, tag);
    if (ctx.get("if-none-match") === tag) {
      ctx.status = 304;
      return;
    }
    const stream = await this.#thumbnails.read(corpId, bytes);
    ctx.set("content-type", THUMB_TYPE);
    ctx.set("content-security-policy", NO_SCRIPTS);
    ctx.body = stream;
  }
}

/** In this browser only, and asked for again each time: a right that was taken away counts at once. */
function keepPrivate(ctx: Ctx, tag: string): void {
  ctx.set("x-content-type-options", "nosniff");
  ctx.set("cache-control", "private, no-cache");
  ctx.set("etag", tag);
}

/**
 * One range, as browsers ask for; several at once are answered with the whole file, which is allowed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-range
 */
export function parseRange(header: string, size: number): { from: number; to: number } | "unsatisfiable" | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header);
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const [, first, last] = match;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length > 0 ? { from: size - length, to: size - 1 } : "unsatisfiable";
  }
  const from = Number(first);
  const to = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < from) return null;
  return from < size ? { from, to } : "unsatisfiable";
}

function disposition(kind: "inline" | "attachment", name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those must not reach a header or a disk
  const safe = name.replaceAll(/[\u0000-\u001f\u007f"\\/:*?<>|]/g, "_").slice(0, 200) || "file";
  const ascii = safe.replaceAll(/[^\x20-\x7e]/g, "_").replaceAll("%", "_");
  const encoded = encodeURIComponent(safe.replaceAll(/[\ud800-\udfff]/gu, "_")).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
