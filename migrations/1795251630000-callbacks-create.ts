import type { MigrationInterface, QueryRunner } from "typeorm";

export class CallbacksCreate1795251630000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE callback_events (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        dedupe_key char(64) NOT NULL,
        event varchar(64) NOT NULL,
        change_type varchar(64) NULL,
        xml mediumtext NOT NULL,
        event_time datetime(3) NULL,
        received_at datetime(3) NOT NULL,
        state varchar(12) NOT NULL,
        last_error varchar(255) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_callback_events_dedupe (corp_id, dedupe_key),
        KEY ix_callback_events_state (corp_id, state, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE callback_events");
  }
}
