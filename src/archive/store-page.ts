import { createHash } from "node:crypto";
import type { App } from "../app";
import { batches } from "../platform/batches";
import type { ContentCipher } from "../platform/content-cipher";
import { affectedRows, type Tx } from "../platform/db";
import { CursorMovedError } from "./archive.errors";
import { ArchiveOutage } from "./archive-outage.entity";
import { placeOfRow } from "./archive-row.entity";
import type { RowOutcome } from "./decrypt-rows";
import type { PageRow } from "./judge-page";

export interface PageToStore {
  corpId: string;
  /** The cursor the page was asked with; it must still stand there. */
  afterSeq: bigint;
  seqs: { first: bigint; last: bigint };
  rows: PageRow[];
  outcomes: RowOutcome[];
  /** Set on the first page after a time longer than WeCom keeps messages. */
  outage?: { fromAt: Date };
}

/** The last moment a column can hold; a message that claims a later one is left to those who read it. */
const LAST_MS = Date.UTC(9999, 11, 31);
const columns = "corp_id, seq, msgid, publickey_ver, random_key, ciphertext, state, reason, plaintext, pulled_at";
/**
 * A row that was pulled before (an older seq was asked for, a page held it twice) stays as it is, unless it could not be read
 * then and can be now. `state` comes last: the others look at it.
 */
const mended = ["seq", "publickey_ver", "random_key", "ciphertext", "reason", "plaintext", "pulled_at", "state"]
  .map((name) => {
    const better = "archive_rows.state = 'parked' AND VALUES(state) = 'stored'";
    return `${name} = IF(${better}, VALUES(${name}), archive_rows.${name})`;
  })
  .join(", ");

/**
 * One transaction: the cursor moves, the rows stand, the news is in the outbox; or nothing of it.
 *
 * @throws {CursorMovedError} when another puller stored this page.
 */
export async function storePage(app: App, page: PageToStore): Promise<void> {
  const now = app.now();
  const newest = newestMessage(page.outcomes);
  await app.work.transaction(async (tx) => {
    // First, because the row's lock makes a second puller wait and then see that it came too late.
    const moved: unknown = await tx.query(
      `UPDATE archive_cursors SET seq = ?, pulled_rows = pulled_rows + ?, last_success_at = ?, last_error = NULL,
         last_error_at = NULL,
         newest_message_at = IF(? IS NULL, newest_message_at, GREATEST(COALESCE(newest_message_at, ?), ?))
       WHERE corp_id = ? AND seq = ?`,
      [page.seqs.last.toString(), page.rows.length, now, newest, newest, newest, page.corpId, page.afterSeq.toString()],
    );
    if (affectedRows(moved) !== 1) throw new CursorMovedError();
    await insertRows(tx, app.content, page, now);
    if (page.outage) await insertOutage(tx, page, page.outage.fromAt, now);
    if (page.outcomes.some((outcome) => outcome.state === "stored")) {
      await app.work.publish(tx, {
        corpId: page.corpId,
        name: "messages.archived",
        payload: { fromSeq: page.seqs.first.toString(), toSeq: page.seqs.last.toString() },
      });
    }
  });
}

function newestMessage(outcomes: RowOutcome[]): Date | null {
  let newest = 0;
  for (const outcome of outcomes) {
    const at = outcome.state === "stored" ? (outcome.writtenAtMs ?? 0) : 0;
    if (at <= LAST_MS) newest = Math.max(newest, at);
  }
  return newest > 0 ? new Date(newest) : null;
}

async function insertRows(tx: Tx, cipher: ContentCipher, page: PageToStore, now: Date): Promise<void> {
  const values = page.rows.map((row, i) => {
    const outcome = page.outcomes[i]!;
    const [reason, plaintext] =
      outcome.state === "stored"
        ? [null, cipher.seal(outcome.plaintext, placeOfRow(page.corpId, row.msgid))]
        : [outcome.reason, null];
    return [
      page.corpId,
      row.seq.toString(),
      msgidOf(row, outcome),
      row.publickeyVer,
      row.randomKey,
      row.ciphertext,
      outcome.state,
      reason,
      plaintext,
      now,
    ];
  });
  for (const batch of batches(values, charsOf)) {
    await tx.query(`INSERT INTO archive_rows (${columns}) VALUES ? ON DUPLICATE KEY UPDATE ${mended}`, [batch]);
  }
}

/** A row that holds another message than it says must not take the place of the one whose name it bears. */
function msgidOf({ msgid, ciphertext }: PageRow, outcome: RowOutcome): string {
  if (outcome.state === "stored" || outcome.reason !== "msgid_mismatch") return msgid;
  return `mismatch:${createHash("sha256").update(msgid).update(ciphertext).digest("hex")}`;
}

function charsOf(values: unknown[]): number {
  return values.reduce<number>((sum, value) => sum + (typeof value === "string" ? value.length : 0), 0);
}

async function insertOutage(tx: Tx, page: PageToStore, fromAt: Date, toAt: Date): Promise<void> {
  await tx.insert(ArchiveOutage, {
    corpId: page.corpId,
    fromAt,
    toAt,
    afterSeq: page.afterSeq.toString(),
    nextSeq: page.rows[0]?.seq.toString() ?? null,
  });
}
