import type { MigrationInterface, QueryRunner } from "typeorm";

export class ConversationsResponseClock1795338150000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE threads
        ADD COLUMN waiting_since datetime(3) NULL,
        ADD KEY ix_threads_waiting (corp_id, waiting_since, id)`);
    // Near enough until a thread's next message, which counts it anew.
    await runner.query(`
      UPDATE threads SET waiting_since = last_customer_at
      WHERE kind = 'single' AND last_customer_at IS NOT NULL
        AND (last_member_at IS NULL OR last_member_at < last_customer_at)`);
    await runner.query(`
      CREATE TABLE response_clocks (
        thread_id bigint unsigned NOT NULL,
        corp_id varchar(64) NOT NULL,
        tip_at datetime(3) NULL,
        tip_seq bigint unsigned NULL,
        PRIMARY KEY (thread_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE thread_waits (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        thread_id bigint unsigned NOT NULL,
        since_at datetime(3) NOT NULL,
        since_message_id bigint unsigned NOT NULL,
        answered_at datetime(3) NULL,
        answered_by varchar(64) NULL,
        answer_message_id bigint unsigned NULL,
        worked_seconds int unsigned NULL,
        alert_level tinyint unsigned NOT NULL DEFAULT 0,
        alert_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_thread_waits_identity (thread_id, since_at, since_message_id),
        KEY ix_thread_waits_due (corp_id, alert_at)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE response_days (
        corp_id varchar(64) NOT NULL,
        day char(10) NOT NULL,
        userid varchar(64) NOT NULL,
        bucket smallint unsigned NOT NULL,
        answers int NOT NULL,
        PRIMARY KEY (corp_id, day, userid, bucket)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE response_settings (
        corp_id varchar(64) NOT NULL,
        settings json NOT NULL,
        changed_by varchar(64) NOT NULL,
        changed_at datetime(3) NOT NULL,
        PRIMARY KEY (corp_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["response_settings", "response_days", "thread_waits", "response_clocks"]) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query("ALTER TABLE threads DROP KEY ix_threads_waiting, DROP COLUMN waiting_since");
  }
}
