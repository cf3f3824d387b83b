import type { MigrationInterface, QueryRunner } from "typeorm";

export class TransfersCreate1795338030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE transfer_orders (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        kind varchar(12) NOT NULL,
        handover_userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        takeover_userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        message varchar(200) NULL,
        ordered_by varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        ordered_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        KEY ix_transfer_orders_corp (corp_id, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE transfers (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        order_id bigint unsigned NOT NULL,
        kind varchar(12) NOT NULL,
        subject varchar(8) NOT NULL,
        subject_id varchar(64) NOT NULL,
        handover_userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        takeover_userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        state varchar(12) NOT NULL,
        open_key varchar(73) NULL,
        reason varchar(24) NULL,
        errcode int NULL,
        attempts smallint unsigned NOT NULL DEFAULT 0,
        due_at datetime(3) NULL,
        claimed_at datetime(3) NULL,
        lease_until datetime(3) NULL,
        unknown_since datetime(3) NULL,
        started_at datetime(3) NULL,
        takeover_at datetime(3) NULL,
        settled_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_transfers_open (corp_id, open_key),
        UNIQUE KEY uq_transfers_order (order_id, subject, subject_id),
        KEY ix_transfers_due (corp_id, state, due_at),
        KEY ix_transfers_subject (corp_id, subject, subject_id, started_at),
        KEY ix_transfers_handover (corp_id, handover_userid, state)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE transfers");
    await runner.query("DROP TABLE transfer_orders");
  }
}
