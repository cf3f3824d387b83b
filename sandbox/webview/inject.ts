import { Transform, type TransformCallback } from "node:stream";

const LONGEST_PREAMBLE = 64 * 1024;

/**
 * Puts a tag before every other script of an HTML stream: right after `<head>`, else after `<html>` or the doctype, else first. Looks at the first 64 kB
 * only and passes the rest through as it comes, so that a streamed page stays streamed.
 */
export class InjectTag extends Transform {
  private preamble: Buffer | null = Buffer.alloc(0);

  constructor(private readonly tag: string) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.preamble === null) {
      done(null, chunk);
      return;
    }
    this.preamble = Buffer.concat([this.preamble, chunk]);
    // latin1 keeps one character per byte, so an index into the text is an index into the bytes
    const text = this.preamble.toString("latin1");
    if (/<head[^>]*>|<script/i.test(text) || this.preamble.length > LONGEST_PREAMBLE) this.release(text);
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.preamble !== null) this.release(this.preamble.toString("latin1"));
    done();
  }

  private release(text: string): void {
    const bytes = this.preamble ?? Buffer.alloc(0);
    this.preamble = null;
    const at = insertionPoint(text);
    this.push(Buffer.concat([bytes.subarray(0, at), Buffer.from(this.tag, "utf8"), bytes.subarray(at)]));
  }
}

function insertionPoint(text: string): number {
  const firstScript = text.search(/<script/i);
  for (const pattern of [/<head(\s[^>]*)?>/i, /<html(\s[^>]*)?>/i, /<!doctype[^>]*>/i]) {
    const match = pattern.exec(text);
    const end = match ? match.index + match[0].length : -1;
    if (end >= 0 && (firstScript < 0 || end <= firstScript)) return end;
  }
  return 0;
}
