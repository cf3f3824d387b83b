import type { App } from "../app";
import { affectedRows, type Tx } from "../platform/db";
import { ArchiveRow, placeOfRow } from "./archive-row.entity";
import { decryptRows, type ParkReason, type RowOutcome } from "./decrypt-rows";
import { type ArchiveTools, closeArchive, openArchive } from "./pull-archive";

export interface RetryReport {
  tried: number;
  stored: number;
  /** Still parked, by reason. */
  parked: Record<string, number>;
  /** Where the next call goes on; absent when there are no more. */
  nextId?: string;
}

export interface RetryOptions {
  /** Only rows parked for these reasons; default all that another key or another try can mend. */
  reasons?: ParkReason[];
  /** Tools already open; otherwise they are opened for the call. */
  tools?: ArchiveTools;
  /** Goes on behind this row. */
  afterId?: string;
  /** Looks at no more rows than about this; `nextId` tells where to go on. */
  maxRows?: number;
}

const BATCH = 500;
const mendable: ParkReason[] = [
  "key_missing",
  "key_wrong",
  "host_crash",
  "sdk_10003",
  "sdk_10005",
  "sdk_10006",
  "unreadable",
];
/** Rows whose seqs are closer than this share one range of news; the reader skips what it has. */
const NEAR = 200n;

/**
 * Tries parked rows again, as after adding a private key. Their ciphertext was kept, so WeCom's five days do not matter.
 *
 * @throws {ArchiveNotConfiguredError} {ArchiveKeyError}
 */
export async function retryParked(app: App, options: RetryOptions = {}): Promise<RetryReport> {
  const tools = options.tools ?? openArchive(app);
  const report: RetryReport = { tried: 0, stored: 0, parked: {} };
  try {
    for (let after = options.afterId ?? "0"; ; ) {
      const rows = await parkedRows(app, tools, options.reasons ?? mendable, after);
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
      const outcomes = await decryptRows(tools, rows);
      await settle(app, tools.corpId, rows, outcomes);
      report.tried += rows.length;
      report.stored += outcomes.filter((outcome) => outcome.state === "stored").length;
      for (const outcome of outcomes) if (outcome.state === "parked") count(report.parked, 1, outcome.reason);
      if (options.maxRows && report.tried >= options.maxRows) return { ...report, nextId: after };
    }
    const hopeless = await waitingForKeys(app, tools);
    if (!options.maxRows && hopeless > 0) count(report.parked, hopeless, "key_missing");
    return report;
  } finally {
    if (!options.tools) await closeArchive(tools);
  }
}

/** Rows whose key we still do not have are not even read. */
function parkedRows(
  app: App,
  { corpId, keys }: ArchiveTools,
  reasons: ParkReason[],
  after: string,
): Promise<ArchiveRow[]> {
  return app.db
    .getRepository(ArchiveRow)
    .createQueryBuilder("parked")
    .where("parked.corpId = :corpId AND parked.state = 'parked' AND parked.id > :after", { corpId, after })
    .andWhere("parked.reason IN (:...reasons)", { reasons })
    .andWhere("(parked.reason <> 'key_missing' OR parked.publickeyVer IN (:...versions))", {
      versions: [...keys.keys()],
    })
    .orderBy("parked.id")
    .take(BATCH)
    .getMany();
}

async function waitingForKeys(app: App, { corpId, keys }: ArchiveTools): Promise<number> {
  const [row]: { n: string }[] = await app.db.query(
    `SELECT COUNT(*) AS n FROM archive_rows
     WHERE corp_id = ? AND state = 'parked' AND reason = 'key_missing' AND publickey_ver NOT IN (?)`,
    [corpId, [...keys.keys()]],
  );
  return Number(row?.n ?? 0);
}

function count(parked: Record<string, number>, more: number, reason: string) {
  if (more > 0) parked[reason] = (parked[reason] ?? 0) + more;
}

async function settle(app: App, corpId: string, rows: ArchiveRow[], outcomes: RowOutcome[]): Promise<void> {
  await app.work.transaction(async (tx) => {
    const stored: bigint[] = [];
    for (const [i, row] of rows.entries()) {
      const outcome = outcomes[i]!;
      if (outcome.state === "parked") {
        if (outcome.reason !== row.reason) await park(tx, row.id, outcome.reason);
      } else if (await store(app, tx, row, outcome.plaintext)) stored.push(BigInt(row.seq));
    }
    for (const [from, to] of ranges(stored)) {
      const payload = { fromSeq: from.toString(), toSeq: to.toString() };
      await app.work.publish(tx, { corpId, name: "messages.archived", payload });
    }
  });
}

function park(tx: Tx, id: string, reason: string): Promise<unknown> {
  return tx.query("UPDATE archive_rows SET reason = ? WHERE id = ? AND state = 'parked'", [reason, id]);
}

async function store(app: App, tx: Tx, row: ArchiveRow, plaintext: string): Promise<boolean> {
  const result: unknown = await tx.query(
    "UPDATE archive_rows SET state = 'stored', reason = NULL, plaintext = ? WHERE id = ? AND state = 'parked'",
    [app.content.seal(plaintext, placeOfRow(row.corpId, row.msgid)), row.id],
  );
  return affectedRows(result) === 1;
}

function ranges(seqs: bigint[]): [bigint, bigint][] {
  const sorted = [...seqs].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const found: [bigint, bigint][] = [];
  for (const seq of sorted) {
    const last = found.at(-1);
    if (last && seq - last[1] <= NEAR) last[1] = seq;
    else found.push([seq, seq]);
  }
  return found;
}
