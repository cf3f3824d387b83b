import type { App } from "../app";
import { ArchiveHost, defaultHostPath } from "../wecom";
import { ArchiveNotConfiguredError, ArchivePullError, CursorMovedError } from "./archive.errors";
import { ArchiveCursor } from "./archive-cursor.entity";
import { type ArchiveKeys, archiveKeyEntries, loadArchiveKeys } from "./archive-keys";
import { ArchiveOutage } from "./archive-outage.entity";
import { type DecryptTools, decryptRows, type RowOutcome } from "./decrypt-rows";
import { type Judgement, judgePage, type PullVerdict } from "./judge-page";
import { RsaPool } from "./rsa-pool";
import { storePage } from "./store-page";

/** What pulling takes; the processes behind it start with the first call. */
export interface ArchiveTools extends DecryptTools {
  corpId: string;
  /** Waits for its turn: WeCom allows so many calls a minute, however often we are woken. */
  pace(): Promise<void>;
}

export interface PullReport {
  pages: number;
  rows: number;
  stored: number;
  parked: number;
  /** Where the cursor stands. */
  seq: string;
  /** Set when a call failed; what was pulled before it is stored. */
  failure?: { verdict: PullVerdict; reason: string };
}

export interface PullOptions {
  /** Asked before each page; a puller that lost its lease stops. */
  mayContinue?: () => boolean;
  /** Rows a page, at most 1000. */
  limit?: number;
}

/** WeCom's own limit a page. */
const MAX_PAGE = 1_000;
/** 600 calls a minute are allowed. */
const CALL_SPACING_MS = 105;
/** WeCom forgets after so long; a longer silence of ours is a hole. */
export const RETENTION_MS = 5 * 86_400_000;
const TOUCH_MS = 60_000;

/** @throws {ArchiveNotConfiguredError} {ArchiveKeyError} */
export function openArchive(app: App): ArchiveTools {
  const { archive, wecom } = app.config;
  const { secret, sdkPath } = archive;
  const entries = archiveKeyEntries(archive);
  const missing = [
    ...(secret ? [] : ["WECOM_ARCHIVE_SECRET"]),
    ...(sdkPath ? [] : ["WECOM_ARCHIVE_SDK"]),
    ...(entries.length > 0 ? [] : ["WECOM_ARCHIVE_KEYS"]),
  ];
  if (!secret || !sdkPath || missing.length > 0) throw new ArchiveNotConfiguredError(missing);
  const keys = loadArchiveKeys(entries);
  const hostPath = archive.hostPath ?? defaultHostPath();
  const { corpId } = wecom;
  const host = new ArchiveHost({ hostPath, sdkPath, corpId, secret, proxy: archive.proxy, log: app.log });
  return { corpId, host, keys, rsa: new RsaPool(keys), pace: pacing(CALL_SPACING_MS) };
}

/** Takes other keys into use; to be called between two pulls. */
export async function replaceKeys(tools: ArchiveTools, keys: ArchiveKeys): Promise<void> {
  const before = tools.rsa;
  tools.keys = keys;
  tools.rsa = new RsaPool(keys);
  await before.close();
}

export async function closeArchive(tools: ArchiveTools): Promise<void> {
  await Promise.all([tools.host.close(), tools.rsa.close()]);
}

/**
 * Pulls until WeCom has nothing more. Safe beside a running archiver: the cursor's guarded move lets one of them store a
 * page, the other takes the next.
 *
 * @throws {ArchivePullError} when WeCom or the library refuses.
 */
export async function pullArchive(app: App, options: PullOptions = {}): Promise<PullReport> {
  const tools = openArchive(app);
  try {
    const report = await pullPages(app, tools, options);
    if (report.failure) throw new ArchivePullError(report.failure.reason);
    return report;
  } finally {
    await closeArchive(tools);
  }
}

/** The page after the one in hand: fetched while that one is opened, and opened while that one is stored. */
interface PageAhead {
  seq: bigint;
  judgement: Promise<Judgement>;
  outcomes?: Promise<RowOutcome[]>;
}

/** The loop of {@link pullArchive} over tools that live longer. Never moves the cursor on an error. */
export async function pullPages(app: App, tools: ArchiveTools, options: PullOptions = {}): Promise<PullReport> {
  const { corpId } = tools;
  const limit = Math.min(options.limit ?? MAX_PAGE, MAX_PAGE);
  let cursor = await readCursor(app, corpId);
  const report: PullReport = { pages: 0, rows: 0, stored: 0, parked: 0, seq: cursor.seq };
  let ahead: PageAhead | undefined;

  while (options.mayContinue?.() ?? true) {
    const afterSeq = BigInt(cursor.seq);
    // A row of the page before may have taken the host, and this page with it: then it is asked for again.
    const begun = ahead?.seq === afterSeq ? ahead : undefined;
    ahead = undefined;
    const fetched = await begun?.judgement.catch(() => undefined);
    const judgement = fetched ?? (await fetchPage(tools, afterSeq, limit));
    if (judgement.kind === "failed") {
      await noteFailure(app, corpId, judgement.reason);
      return { ...report, failure: { verdict: judgement.verdict, reason: judgement.reason } };
    }
    const outage = outageBefore(app, cursor);
    const { rows, seqs } = judgement;
    if (seqs === null || seqs.last <= afterSeq) {
      await noteEmptyPage(app, cursor, outage);
      return report;
    }
    const full = rows.length >= limit;
    if (full) {
      ahead = { seq: seqs.last, judgement: fetchPage(tools, seqs.last, limit) };
      ahead.judgement.catch(() => undefined); // looked at in the next round
    }
    const opened = fetched && (await begun?.outcomes?.catch(() => undefined));
    const outcomes = opened ?? (await decryptRows(tools, rows));
    if (ahead) openAhead(tools, ahead);
    if (!(options.mayContinue?.() ?? true)) break;
    try {
      await storePage(app, {
        corpId,
        afterSeq,
        seqs,
        rows,
        outcomes,
        ...(outage && { outage }),
      });
    } catch (error) {
      if (!(error instanceof CursorMovedError)) throw error;
      cursor = await readCursor(app, corpId);
      report.seq = cursor.seq;
      continue;
    }
    const stored = outcomes.filter((outcome) => outcome.state === "stored").length;
    report.pages += 1;
    report.rows += outcomes.length;
    report.stored += stored;
    report.parked += outcomes.length - stored;
    cursor = { ...cursor, seq: seqs.last.toString(), lastSuccessAt: app.now(), lastError: null };
    report.seq = cursor.seq;
    if (!full) return report;
  }
  return report;
}

function pacing(spacingMs: number): () => Promise<void> {
  let next = 0;
  return async () => {
    const now = performance.now();
    const waitMs = next - now;
    next = Math.max(now, next) + spacingMs;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  };
}

async function fetchPage(tools: ArchiveTools, seq: bigint, limit: number): Promise<Judgement> {
  await tools.pace();
  return judgePage(await tools.host.chat(seq, limit));
}

function openAhead(tools: ArchiveTools, ahead: PageAhead): void {
  ahead.outcomes = ahead.judgement.then((judgement) =>
    judgement.kind === "page" ? decryptRows(tools, judgement.rows) : [],
  );
  ahead.outcomes.catch(() => undefined); // looked at in the next round
}

async function readCursor(app: App, corpId: string): Promise<ArchiveCursor> {
  const cursors = app.db.getRepository(ArchiveCursor);
  const cursor = await cursors.findOneBy({ corpId });
  if (cursor) return cursor;
  await app.db.query(
    "INSERT INTO archive_cursors (corp_id, seq, pulled_rows) VALUES (?, 0, 0) ON DUPLICATE KEY UPDATE seq = seq",
    [corpId],
  );
  return cursors.findOneByOrFail({ corpId });
}

function outageBefore(app: App, cursor: ArchiveCursor): { fromAt: Date } | null {
  const { lastSuccessAt } = cursor;
  if (!lastSuccessAt || app.now().getTime() - lastSuccessAt.getTime() <= RETENTION_MS) return null;
  return { fromAt: lastSuccessAt };
}

async function noteEmptyPage(app: App, cursor: ArchiveCursor, outage: { fromAt: Date } | null): Promise<void> {
  const { corpId, seq, lastSuccessAt, lastError } = cursor;
  const now = app.now();
  if (lastSuccessAt && !lastError && !outage && now.getTime() - lastSuccessAt.getTime() < TOUCH_MS) return;
  await app.work.transaction(async (tx) => {
    await tx.update(ArchiveCursor, { corpId }, { lastSuccessAt: now, lastError: null, lastErrorAt: null });
    if (outage)
      await tx.insert(ArchiveOutage, { corpId, fromAt: outage.fromAt, toAt: now, afterSeq: seq, nextSeq: null });
  });
}

/** A puller that fails every second must not write every second. */
export async function noteFailure(app: App, corpId: string, reason: string): Promise<void> {
  await app.db.query(
    `UPDATE archive_cursors SET last_error = ?, last_error_at = ?
     WHERE corp_id = ? AND (last_error IS NULL OR last_error <> ? OR last_error_at < ? - INTERVAL 1 MINUTE)`,
    [reason.slice(0, 64), app.now(), corpId, reason.slice(0, 64), app.now()],
  );
}
