import type { App } from "../app";
import type { ContentPlace } from "../platform/content-cipher";

export interface RekeyReport {
  /** The key that seals now. */
  version: number;
  /** Values sealed anew, by column. */
  sealed: Record<string, number>;
}

interface SealedTable {
  table: string;
  columns: string[];
  /** Columns that name the row, besides corp_id. */
  names: string[];
  rowOf(row: Record<string, string>): string;
  /** The column is JSON: the sealed text is one JSON string in it. */
  json?: boolean;
}

const tables: SealedTable[] = [
  { table: "messages", columns: ["text", "content"], names: ["msgid"], rowOf: ({ msgid }) => msgid! },
  { table: "archive_rows", columns: ["plaintext"], names: ["msgid"], rowOf: ({ msgid }) => msgid! },
  { table: "media_files", columns: ["sdkfileid"], names: ["fileid_hash"], rowOf: ({ fileid_hash }) => fileid_hash! },
  {
    table: "thread_summaries",
    columns: ["lines"],
    names: ["thread_id", "day"],
    rowOf: ({ thread_id, day }) => `${thread_id}:${day}`,
    json: true,
  },
];

const BATCH = 500;

/**
 * Seals everything with the newest key: what is still plain, and what an older key sealed. In short transactions beside the
 * running system; dying anywhere costs nothing, what is done is passed over the next time. Afterwards the older keys are
 * needed by nothing but backups.
 *
 * @throws {ContentSealedError} when a key is missing with which something is sealed.
 */
export async function rekeyContent(app: App, corpId: string): Promise<RekeyReport | null> {
  const { version } = app.content;
  if (version === null) return null;
  const sealed: Record<string, number> = {};
  for (const table of tables) {
    for (let after = "0"; ; ) {
      const step = await rekeyBatch(app, corpId, table, after, sealed);
      if (step === null) break;
      after = step;
    }
  }
  return { version, sealed };
}

/** @returns the last id looked at, or null at the end. */
async function rekeyBatch(
  app: App,
  corpId: string,
  { table, columns, names, rowOf, json }: SealedTable,
  after: string,
  sealed: Record<string, number>,
): Promise<string | null> {
  const selected = ["id", ...names, ...columns].map((name) => `\`${name}\``).join(", ");
  return app.work.transaction(async (tx) => {
    const rows: Record<string, string>[] = await tx.query(
      `SELECT ${selected} FROM ${table} WHERE corp_id = ? AND id > ? ORDER BY id LIMIT ${BATCH} FOR UPDATE`,
      [corpId, after],
    );
    for (const row of rows) {
      for (const column of columns) {
        const kept = json ? fromJson(row[column]) : row[column];
        if (typeof kept !== "string" || !app.content.isStale(kept)) continue;
        const place: ContentPlace = { column: `${table}.${column}`, corpId, row: rowOf(row) };
        const value = app.content.seal(app.content.open(kept, place), place);
        await tx.query(`UPDATE ${table} SET \`${column}\` = ? WHERE id = ?`, [
          json ? JSON.stringify(value) : value,
          row.id,
        ]);
        const name = `${table}.${column}`;
        sealed[name] = (sealed[name] ?? 0) + 1;
      }
    }
    return rows.at(-1)?.id ?? null;
  });
}

/** Drivers give a JSON column as text or as what it says. @returns its text to seal; null for an empty list, which stays plain. */
function fromJson(value: unknown): string | null {
  const said: unknown = typeof value === "string" ? parseOrKeep(value) : value;
  if (typeof said === "string") return said;
  return Array.isArray(said) && said.length > 0 ? JSON.stringify(said) : null;
}

function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // mysql2 has parsed it already: it is the sealed text itself.
    return text;
  }
}
