import { z } from "zod";
import {
  type ArchiveHost,
  ArchiveHostLostError,
  type Decrypted,
  type EncryptedPair,
  parseExactJson,
  verdictOfCode,
  wouldAbort,
} from "../wecom";
import type { ArchiveKeys } from "./archive-keys";
import type { RsaPool } from "./rsa-pool";

/** Why a row is parked; `sdk_10006` and the like are the library's codes. */
export type ParkReason =
  | "key_missing"
  | "key_wrong"
  | "row_malformed"
  | "host_crash"
  | "not_utf8"
  | "not_json"
  | "msgid_mismatch"
  | "unreadable"
  | `sdk_${number}`;

export type RowOutcome =
  | { state: "stored"; plaintext: string; writtenAtMs: number | null }
  | { state: "parked"; reason: ParkReason };

export interface SealedRow {
  msgid: string;
  publickeyVer: number;
  randomKey: string;
  ciphertext: string;
  malformed?: boolean;
}

export interface DecryptTools {
  host: ArchiveHost;
  rsa: RsaPool;
  keys: ArchiveKeys;
}

const BATCH = 250;
const TRIES = 3;
/** Not loose: what is not looked at here need not be copied for each of thousands of rows a second. */
const Envelope = z.object({
  msgid: z.string(),
  msgtime: z.coerce.number().optional(),
  time: z.coerce.number().optional(),
});

/** Opens rows; one outcome per row, in order. Throws only what a later try can mend. */
export async function decryptRows(tools: DecryptTools, rows: SealedRow[]): Promise<RowOutcome[]> {
  const outcomes: RowOutcome[] = new Array(rows.length);
  const known: number[] = [];
  for (const [i, row] of rows.entries()) {
    if (row.malformed) outcomes[i] = { state: "parked", reason: "row_malformed" };
    else if (!tools.keys.has(row.publickeyVer)) outcomes[i] = { state: "parked", reason: "key_missing" };
    else known.push(i);
  }
  const opened = await tools.rsa.open(
    known.map((i) => ({ version: rows[i]!.publickeyVer, encrypted: rows[i]!.randomKey })),
  );
  const pairs: (EncryptedPair & { at: number })[] = [];
  for (const [n, key] of opened.entries()) {
    const at = known[n]!;
    if (key === null) outcomes[at] = { state: "parked", reason: "key_wrong" };
    else pairs.push({ at, key, message: rows[at]!.ciphertext });
  }
  for (let from = 0; from < pairs.length; from += BATCH) {
    const batch = pairs.slice(from, from + BATCH);
    const results = await decryptBatch(tools.host, batch);
    for (const [n, result] of results.entries()) {
      const { at } = batch[n]!;
      outcomes[at] = result === "crash" ? { state: "parked", reason: "host_crash" } : judge(rows[at]!, result);
    }
  }
  return outcomes;
}

/**
 * A host killed by chance costs another call. When it was killed by a row, the rows that the library cannot survive are set
 * aside by their look, and whichever still kills it is found by opening the others one by one.
 */
async function decryptBatch(host: ArchiveHost, pairs: EncryptedPair[]): Promise<(Decrypted | "crash")[]> {
  const together = await unlessLost(host, pairs);
  if (together) return together;
  const results: (Decrypted | "crash")[] = [];
  for (const pair of pairs) results.push(wouldAbort(pair) ? "crash" : await decryptAlone(host, pair));
  return results;
}

async function decryptAlone(host: ArchiveHost, pair: EncryptedPair): Promise<Decrypted | "crash"> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const alone = await unlessLost(host, [pair]);
    if (alone) return alone[0]!;
  }
  return "crash";
}

async function unlessLost(host: ArchiveHost, pairs: EncryptedPair[]): Promise<Decrypted[] | null> {
  try {
    return await retryCodes(host, pairs, await host.decrypt(pairs));
  } catch (error) {
    if (error instanceof ArchiveHostLostError) return null;
    throw error;
  }
}

/** Internal failures (10003, codes nobody documented) may pass; a few tries, then the row is parked with the code. */
async function retryCodes(host: ArchiveHost, pairs: EncryptedPair[], results: Decrypted[]): Promise<Decrypted[]> {
  for (let attempt = 1; attempt < TRIES; attempt += 1) {
    const again = [...results.keys()].filter(
      (i) => results[i]!.code !== 0 && verdictOfCode(results[i]!.code) === "transient",
    );
    if (again.length === 0) break;
    const second = await host.decrypt(again.map((i) => pairs[i]!));
    for (const [n, result] of second.entries()) results[again[n]!] = result;
  }
  return results;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The format has no integrity check, so the result must be JSON that carries the row's own msgid. */
function judge(row: SealedRow, { code, plaintext }: Decrypted): RowOutcome {
  if (code !== 0 || plaintext === null) {
    return { state: "parked", reason: verdictOfCode(code) === "wrong_key" ? "key_wrong" : `sdk_${code}` };
  }
  let text: string;
  try {
    text = utf8.decode(plaintext);
  } catch {
    return { state: "parked", reason: "not_utf8" };
  }
  const envelope = readEnvelope(text);
  if (!envelope) return { state: "parked", reason: "not_json" };
  if (envelope.msgid !== row.msgid) return { state: "parked", reason: "msgid_mismatch" };
  return { state: "stored", plaintext: text, writtenAtMs: envelope.msgtime ?? envelope.time ?? null };
}

function readEnvelope(text: string): z.output<typeof Envelope> | null {
  try {
    return Envelope.safeParse(parseExactJson(text)).data ?? null;
  } catch {
    return null;
  }
}
