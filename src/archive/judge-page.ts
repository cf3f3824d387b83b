import { createHash } from "node:crypto";
import { z } from "zod";
import { type ChatAnswer, parseExactJson, verdictOfCode } from "../wecom";

/** A row of a page. `malformed` rows are kept as they came, so that nothing WeCom gave us is lost. */
export interface PageRow {
  seq: bigint;
  msgid: string;
  publickeyVer: number;
  randomKey: string;
  ciphertext: string;
  malformed: boolean;
}

/** What a failed pull asks for. */
export type PullVerdict =
  /** Again with growing distance. */
  | "transient"
  /** Too many calls: wait a minute. */
  | "rate"
  /** Token or secret refused: a new handle once, then an operator. */
  | "credentials"
  /** An operator must act (trusted IP, certificate); slow tries do no harm. */
  | "alert"
  /** The archive is off or its subscription has ended. */
  | "off";

export type Judgement =
  /** `seqs` is null for an empty page. */
  | { kind: "page"; rows: PageRow[]; seqs: { first: bigint; last: bigint } | null }
  | { kind: "failed"; verdict: PullVerdict; reason: string };

/** As far as the column and the library's own argument reach: one row beyond it must not hold up its page for ever. */
const MAX_SEQ = 2n ** 64n - 1n;
const Seq = z
  .union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)])
  .transform((value) => BigInt(value))
  .refine((value) => value <= MAX_SEQ);
const Row = z.object({
  msgid: z.string().min(1).max(128),
  publickey_ver: z.number().int().positive().max(0xffffffff),
  encrypt_random_key: z.string().min(1).max(4_096),
  encrypt_chat_msg: z.string().min(1),
});
const Page = z.looseObject({
  errcode: z.number().int().optional(),
  chatdata: z.array(z.unknown()).nullish(),
});

const errcodes: Record<number, PullVerdict> = {
  40001: "credentials",
  40014: "credentials",
  42001: "credentials",
  45009: "rate",
  45011: "rate",
  301042: "alert",
  301048: "alert",
  301052: "off",
  301053: "off",
};

/**
 * Code 0 says nothing: the library hands out whatever the server answered. In this order: the code, JSON, errcode, rows.
 * A page none of whose rows has a seq cannot move the cursor and counts as unparsable.
 */
export function judgePage({ code, body }: ChatAnswer): Judgement {
  if (code !== 0) return { kind: "failed", verdict: verdictOfFailedCode(code), reason: `sdk_${code}` };
  const page = readPage(body);
  if (!page) return { kind: "failed", verdict: "transient", reason: "not_json" };
  if (page.errcode) {
    return { kind: "failed", verdict: errcodes[page.errcode] ?? "transient", reason: `errcode_${page.errcode}` };
  }
  const rows: PageRow[] = [];
  let seqs: { first: bigint; last: bigint } | null = null;
  for (const raw of page.chatdata ?? []) {
    const seq: bigint | null = Seq.safeParse(seqOf(raw)).data ?? null;
    if (seq !== null) {
      seqs ??= { first: seq, last: seq };
      if (seq < seqs.first) seqs.first = seq;
      if (seq > seqs.last) seqs.last = seq;
    }
    rows.push(readRow(raw, seq ?? seqs?.last ?? 0n));
  }
  if (rows.length > 0 && seqs === null) return { kind: "failed", verdict: "transient", reason: "no_seq" };
  return { kind: "page", rows, seqs };
}

function verdictOfFailedCode(code: number): PullVerdict {
  const verdict = verdictOfCode(code);
  return verdict === "transient" ? "transient" : "alert";
}

function readPage(body: string): z.output<typeof Page> | null {
  try {
    return Page.safeParse(parseExactJson(body)).data ?? null;
  } catch {
    return null;
  }
}

function seqOf(raw: unknown): unknown {
  return typeof raw === "object" && raw !== null && "seq" in raw ? raw.seq : undefined;
}

function readRow(raw: unknown, seq: bigint): PageRow {
  const row = Row.safeParse(raw).data;
  if (row) {
    return {
      seq,
      msgid: row.msgid,
      publickeyVer: row.publickey_ver,
      randomKey: row.encrypt_random_key,
      ciphertext: row.encrypt_chat_msg,
      malformed: false,
    };
  }
  const text = JSON.stringify(raw) ?? "null";
  const hash = createHash("sha256").update(text).digest("hex");
  return { seq, msgid: `malformed:${hash}`, publickeyVer: 0, randomKey: "", ciphertext: text, malformed: true };
}
