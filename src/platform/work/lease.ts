import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { DataSource } from "typeorm";
import { affectedRows } from "../db";

/**
 * A lease in MySQL: at most one holder at a time, taken over `ttlMs` after the holder fell silent. Renew at a third of
 * the time to live. `held` turns false by itself when renewal fails, so that a cut-off holder stops acting in time.
 */
export class LeaseHolder {
  readonly holder = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  #heldUntil = 0;

  constructor(
    readonly db: DataSource,
    readonly name: string,
    readonly ttlMs: number,
  ) {}

  get held(): boolean {
    return Date.now() < this.#heldUntil;
  }

  /** Takes or renews. @returns whether this process holds the lease now. */
  async acquire(): Promise<boolean> {
    const askedAt = Date.now();
    const micros = this.ttlMs * 1_000;
    await this.db.query(
      `INSERT INTO leases (name, holder, expires_at) VALUES (?, ?, UTC_TIMESTAMP(3) - INTERVAL 1 SECOND)
       ON DUPLICATE KEY UPDATE name = name`,
      [this.name, this.holder],
    );
    const result: unknown = await this.db.query(
      `UPDATE leases SET holder = ?, expires_at = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND
       WHERE name = ? AND (holder = ? OR expires_at < UTC_TIMESTAMP(3))`,
      [this.holder, micros, this.name, this.holder],
    );
    this.#heldUntil = affectedRows(result) === 1 ? askedAt + this.ttlMs : 0;
    return this.held;
  }

  async release(): Promise<void> {
    this.#heldUntil = 0;
    await this.db.query(
      "UPDATE leases SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE name = ? AND holder = ?",
      [this.name, this.holder],
    );
  }
}
