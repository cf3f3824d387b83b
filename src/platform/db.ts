import { join } from "node:path";
import type { Pool } from "mysql2";
import { DataSource, type EntityManager, QueryFailedError } from "typeorm";
import type { MysqlDataSourceOptions } from "typeorm/driver/mysql/MysqlDataSourceOptions.js";

export type EntityClass = abstract new () => object;
export type Tx = EntityManager;

export interface DatabaseOptions {
  /** mysql://… or mariadb://…; the scheme picks TypeORM's dialect, which must match the server. */
  url: string;
  poolSize: number;
  entities: EntityClass[];
}

/** Not connected yet: call `initialize()`. Times are UTC, bigints are strings, a missing `where` value throws. */
export function createDataSource(options: DatabaseOptions): DataSource {
  const url = new URL(options.url);
  const dialect = url.protocol === "mariadb:" ? "mariadb" : "mysql";
  const settings: MysqlDataSourceOptions = {
    type: dialect,
    host: url.hostname,
    port: url.port ? Number(url.port) : 3306,
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.replace(/^\//, ""),
    charset: "utf8mb4",
    timezone: "Z",
    supportBigNumbers: true,
    bigNumberStrings: true,
    entities: options.entities as MysqlDataSourceOptions["entities"] & [],
    migrations: [join(__dirname, "../../migrations/[0-9]*-*.{js,ts}")],
    migrationsTableName: "migrations",
    // MySQL commits DDL at once, so a transaction around a migration would only pretend.
    migrationsTransactionMode: "none",
    synchronize: false,
    logging: false,
    extra: { connectionLimit: options.poolSize, connectTimeout: 10_000 },
  };
  return new DataSource(settings);
}

/**
 * Connects. Every session speaks UTC (column defaults included) and reads committed rows: shorter gap locks, fewer
 * deadlocks between workers, and what distributed MySQL databases do anyway.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const db = createDataSource(options);
  await db.initialize();
  const session = "SET time_zone = '+00:00', transaction_isolation = 'READ-COMMITTED'";
  const mariadbSession = "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED'";
  const statement = db.options.type === "mariadb" ? mariadbSession : session;
  const { pool } = db.driver as unknown as { pool: Pool };
  pool.on("connection", (connection) => connection.query(statement));
  await db.query(statement);
  return db;
}

export const DUPLICATE_KEY = 1062;
const DEADLOCK = 1213;
const LOCK_WAIT_TIMEOUT = 1205;

function driverErrno(error: unknown): number | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const driverError: unknown = error.driverError;
  if (typeof driverError !== "object" || driverError === null || !("errno" in driverError)) return undefined;
  return typeof driverError.errno === "number" ? driverError.errno : undefined;
}

export function isDuplicateKey(error: unknown): boolean {
  return driverErrno(error) === DUPLICATE_KEY;
}

/** The server rolled the transaction back to resolve a conflict; doing the same again is right. */
export function isLockConflict(error: unknown): boolean {
  return isLockErrno(driverErrno(error));
}

export function isLockErrno(errno: number | undefined): boolean {
  return errno === DEADLOCK || errno === LOCK_WAIT_TIMEOUT;
}

/** Rows changed by `query("UPDATE …")`, whichever driver answered. */
export function affectedRows(result: unknown): number {
  if (typeof result === "object" && result !== null && "affectedRows" in result) return Number(result.affectedRows);
  return 0;
}
