import type { MigrationInterface, QueryRunner } from "typeorm";

export class AutomationsCreate1795251680000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE automations (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        automation_key varchar(48) NOT NULL,
        name varchar(64) NOT NULL,
        status varchar(8) NOT NULL,
        definition json NOT NULL,
        planned_through char(10) NULL,
        planned_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_automations_key (corp_id, automation_key)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE automation_runs (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        automation_id bigint unsigned NOT NULL,
        run_key varchar(128) NOT NULL,
        definition json NOT NULL,
        title varchar(128) NOT NULL,
        status varchar(12) NOT NULL,
        due_at datetime(3) NOT NULL,
        touch_day char(10) NOT NULL,
        touch_time char(5) NOT NULL,
        \`cursor\` varchar(64) NOT NULL DEFAULT '',
        counts json NOT NULL,
        requested_by varchar(64) COLLATE utf8mb4_general_ci NULL,
        advanced_at datetime(3) NULL,
        started_at datetime(3) NULL,
        finished_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_automation_runs_key (corp_id, run_key),
        KEY ix_automation_runs_due (corp_id, status, due_at),
        KEY ix_automation_runs_automation (automation_id, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE keyword_cursors (
        thread_id bigint unsigned NOT NULL,
        corp_id varchar(64) NOT NULL,
        message_id bigint unsigned NOT NULL,
        PRIMARY KEY (thread_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE keyword_cursors");
    await runner.query("DROP TABLE automation_runs");
    await runner.query("DROP TABLE automations");
  }
}
