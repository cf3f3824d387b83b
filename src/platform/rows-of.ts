import type { DataSource } from "typeorm";
import { affectedRows } from "./db";

interface Owner {
  corpId: string;
  externalUserid: string;
}

/**
 * Rows of a table that belong to one customer, to be counted and deleted.
 *
 * @param table and options.condition are SQL of ours, never of a request; the one `?` of the condition is the customer's id.
 */
export function rowsOf(table: string, options: { condition?: string } = {}) {
  const condition = `corp_id = ? AND ${options.condition ?? "external_userid = ?"}`;
  return {
    tables: [table],
    async count({ db }: { db: DataSource }, { corpId, externalUserid }: Owner): Promise<number> {
      const rows: { n: string }[] = await db.query(`SELECT COUNT(*) AS n FROM ${table} WHERE ${condition}`, [
        corpId,
        externalUserid,
      ]);
      return Number(rows[0]?.n ?? 0);
    },
    async erase({ db }: { db: DataSource }, { corpId, externalUserid }: Owner, limit: number): Promise<number> {
      return affectedRows(
        await db.query(`DELETE FROM ${table} WHERE ${condition} LIMIT ${Number(limit)}`, [corpId, externalUserid]),
      );
    },
  };
}

/** Rows that hang on rows of another table (`child.column = parent.id`); they go first. */
export function rowsUnder(child: string, column: string, parent: string) {
  const condition = `c.corp_id = ? AND c.${column} IN (SELECT p.id FROM ${parent} p WHERE p.corp_id = ? AND p.external_userid = ?)`;
  return {
    tables: [child],
    async count({ db }: { db: DataSource }, { corpId, externalUserid }: Owner): Promise<number> {
      const rows: { n: string }[] = await db.query(`SELECT COUNT(*) AS n FROM ${child} c WHERE ${condition}`, [
        corpId,
        corpId,
        externalUserid,
      ]);
      return Number(rows[0]?.n ?? 0);
    },
    async erase({ db }: { db: DataSource }, { corpId, externalUserid }: Owner, limit: number): Promise<number> {
      const rows: { id: string }[] = await db.query(
        `SELECT c.id FROM ${child} c WHERE ${condition} LIMIT ${Number(limit)}`,
        [corpId, corpId, externalUserid],
      );
      if (rows.length === 0) return 0;
      const ids = rows.map((row) => row.id);
      return affectedRows(await db.query(`DELETE FROM ${child} WHERE corp_id = ? AND id IN (?)`, [corpId, ids]));
    },
  };
}
