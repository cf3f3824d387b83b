import { createPool, type Pool, type PoolConnection, type QueryError, type ResultSetHeader } from "mysql2";

export interface Statement {
  sql: string;
  params: unknown[];
}

/** The server said no to one of the statements; nothing of them was kept. */
export class StatementRefusedError extends Error {
  constructor(readonly errno: number) {
    super(`statement refused: ${errno}`);
  }
}

/**
 * Whole transactions in one round trip, for the few paths where each trip counts. It has connections of its own: only these
 * may take several statements at once, and they are there when all others are busy.
 */
export class OneTrip {
  readonly #pool: Pool;

  constructor(databaseUrl: string, connections: number) {
    const url = new URL(databaseUrl);
    this.#pool = createPool({
      host: url.hostname,
      port: url.port ? Number(url.port) : 3306,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: url.pathname.replace(/^\//, ""),
      charset: "utf8mb4",
      timezone: "Z",
      supportBigNumbers: true,
      bigNumberStrings: true,
      multipleStatements: true,
      connectionLimit: connections,
      connectTimeout: 10_000,
    });
    this.#pool.on("connection", (connection) => {
      connection.query("SET time_zone = '+00:00'; SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", (error) => {
        if (error) connection.destroy();
      });
    });
  }

  /**
   * @returns the id of the first row that each statement inserted.
   * @throws {StatementRefusedError} when nothing was kept; any other error leaves open what was.
   */
  async transact(statements: readonly Statement[]): Promise<string[]> {
    const connection = await this.#connect();
    try {
      const sql = ["START TRANSACTION", ...statements.map((statement) => statement.sql), "COMMIT"].join("; ");
      const results = await send(
        connection,
        sql,
        statements.flatMap((statement) => statement.params),
      );
      connection.release();
      return results.slice(1, -1).map((result) => String(result.insertId));
    } catch (error) {
      throw await undo(connection, error);
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#pool.end(() => resolve()));
  }

  #connect(): Promise<PoolConnection> {
    return new Promise((resolve, reject) => {
      this.#pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection)));
    });
  }
}

function send(connection: PoolConnection, sql: string, params: unknown[]): Promise<ResultSetHeader[]> {
  return new Promise((resolve, reject) => {
    connection.query<ResultSetHeader[]>(sql, params, (error, results) => (error ? reject(error) : resolve(results)));
  });
}

/** The server stops at the first statement it refuses; a connection that cannot say so is not used again. */
async function undo(connection: PoolConnection, error: unknown): Promise<unknown> {
  const { errno, fatal } = error as QueryError;
  if (fatal || errno === undefined || errno < SERVER_ERRORS_FROM) {
    connection.destroy();
    return error;
  }
  try {
    await send(connection, "ROLLBACK", []);
    connection.release();
    return new StatementRefusedError(errno);
  } catch {
    connection.destroy();
    return error;
  }
}

const SERVER_ERRORS_FROM = 1_000;
