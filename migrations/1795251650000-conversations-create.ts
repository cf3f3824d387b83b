import type { MigrationInterface, QueryRunner } from "typeorm";

export class ConversationsCreate1795251650000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE threads (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        thread_key varchar(191) NOT NULL,
        kind varchar(8) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NULL,
        external_userid varchar(64) NULL,
        chat_id varchar(64) NULL,
        last_message_id bigint unsigned NULL,
        last_sent_at datetime(3) NULL,
        last_customer_at datetime(3) NULL,
        last_member_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_threads_identity (corp_id, thread_key),
        KEY ix_threads_recent (corp_id, last_sent_at, id),
        KEY ix_threads_customer (corp_id, external_userid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE thread_participants (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        thread_id bigint unsigned NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL DEFAULT '',
        external_userid varchar(64) NOT NULL DEFAULT '',
        PRIMARY KEY (id),
        UNIQUE KEY uq_thread_participants_identity (thread_id, userid, external_userid),
        KEY ix_thread_participants_member (corp_id, userid, thread_id),
        KEY ix_thread_participants_customer (corp_id, external_userid, thread_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE messages (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        msgid varchar(128) NOT NULL,
        thread_id bigint unsigned NOT NULL,
        seq bigint unsigned NOT NULL,
        sent_at datetime(3) NOT NULL,
        sender_kind varchar(8) NOT NULL,
        sender_id varchar(64) NOT NULL,
        msgtype varchar(40) NOT NULL,
        text mediumtext NOT NULL,
        content mediumtext NULL,
        recalled_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_messages_identity (corp_id, msgid),
        KEY ix_messages_thread (thread_id, sent_at, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE message_recalls (
        corp_id varchar(64) NOT NULL,
        msgid varchar(128) NOT NULL,
        recalled_by varchar(64) NOT NULL,
        recalled_at datetime(3) NOT NULL,
        PRIMARY KEY (corp_id, msgid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE customer_message_days (
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        day varchar(10) NOT NULL,
        direction varchar(3) NOT NULL,
        messages int unsigned NOT NULL,
        last_sent_at datetime(3) NOT NULL,
        PRIMARY KEY (corp_id, external_userid, day, direction)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["customer_message_days", "message_recalls", "messages", "thread_participants", "threads"]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
