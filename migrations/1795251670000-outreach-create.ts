import type { MigrationInterface, QueryRunner } from "typeorm";

const CHARSET = "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

export class OutreachCreate1795251670000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE care_budgets (
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        opted_out_at datetime(3) NULL,
        PRIMARY KEY (corp_id, external_userid)
      ) ${CHARSET}`);
    await runner.query(`
      CREATE TABLE touches (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        kind varchar(16) NOT NULL,
        priority smallint unsigned NOT NULL,
        dedupe_key varchar(191) NOT NULL,
        subject varchar(96) NULL,
        origin varchar(64) NOT NULL,
        title varchar(128) NOT NULL,
        content json NOT NULL,
        content_hash char(64) NOT NULL,
        target_day char(10) NOT NULL,
        planned_for char(10) NOT NULL,
        use_by char(10) NOT NULL,
        at_time char(5) NOT NULL,
        due_at datetime(3) NOT NULL,
        status varchar(16) NOT NULL,
        reason_code varchar(32) NULL,
        reason_details json NULL,
        released_at datetime(3) NULL,
        cancel_requested_at datetime(3) NULL,
        task_id bigint unsigned NULL,
        claimed_at datetime(3) NULL,
        task_created_at datetime(3) NULL,
        awaiting_since datetime(3) NULL,
        sent_at datetime(3) NULL,
        settled_at datetime(3) NULL,
        planned_at datetime(3) NOT NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_touches_dedupe (corp_id, dedupe_key),
        KEY ix_touches_customer (corp_id, external_userid, planned_for),
        KEY ix_touches_due (corp_id, status, due_at),
        KEY ix_touches_plan (corp_id, planned_for, id),
        KEY ix_touches_task (task_id),
        KEY ix_touches_origin (corp_id, origin, target_day)
      ) ${CHARSET}`);
    await runner.query(`
      CREATE TABLE touch_moves (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        touch_id bigint unsigned NOT NULL,
        from_day char(10) NOT NULL,
        to_day char(10) NULL,
        reason_code varchar(32) NOT NULL,
        blocked_by bigint unsigned NULL,
        at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        KEY ix_touch_moves_touch (touch_id, id),
        KEY ix_touch_moves_day (corp_id, from_day, id)
      ) ${CHARSET}`);
    await runner.query(`
      CREATE TABLE mass_send_tasks (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        content json NOT NULL,
        content_hash char(64) NOT NULL,
        recipients int unsigned NOT NULL,
        status varchar(12) NOT NULL,
        msgid varchar(64) NULL,
        claimed_at datetime(3) NOT NULL,
        lease_until datetime(3) NOT NULL,
        unknown_since datetime(3) NULL,
        task_created_at datetime(3) NULL,
        silent_at datetime(3) NULL,
        next_check_at datetime(3) NULL,
        empty_checks smallint unsigned NOT NULL DEFAULT 0,
        close_reason varchar(16) NULL,
        reminded_at json NOT NULL,
        last_error varchar(191) NULL,
        closed_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_mass_send_tasks_msgid (corp_id, msgid),
        KEY ix_mass_send_tasks_next (corp_id, status, next_check_at)
      ) ${CHARSET}`);
    await runner.query(`
      CREATE TABLE welcome_sends (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        code_hash char(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        status varchar(20) NOT NULL,
        reason varchar(64) NULL,
        calls smallint unsigned NOT NULL DEFAULT 0,
        answer_lost tinyint NOT NULL DEFAULT 0,
        event_at datetime(3) NOT NULL,
        lease_until datetime(3) NOT NULL,
        settled_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_welcome_sends_code (corp_id, code_hash),
        KEY ix_welcome_sends_customer (corp_id, external_userid)
      ) ${CHARSET}`);
    await runner.query(`
      CREATE TABLE member_notices (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        notice_key varchar(128) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        body json NOT NULL,
        status varchar(12) NOT NULL,
        reason varchar(64) NULL,
        msgid varchar(128) NULL,
        settled_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_member_notices_key (corp_id, notice_key)
      ) ${CHARSET}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      "member_notices",
      "welcome_sends",
      "mass_send_tasks",
      "touch_moves",
      "touches",
      "care_budgets",
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
