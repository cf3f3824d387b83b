import type { MigrationInterface, QueryRunner } from "typeorm";

export class ConversationsSearchCreate1795338100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message_index_segments (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        state varchar(8) NOT NULL,
        outgoing tinyint NOT NULL DEFAULT 0,
        key_id int unsigned NOT NULL,
        docs int unsigned NOT NULL,
        first_at datetime(3) NOT NULL,
        last_at datetime(3) NOT NULL,
        min_message_id bigint unsigned NOT NULL,
        max_message_id bigint unsigned NOT NULL,
        directory mediumblob NOT NULL,
        changed_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        KEY ix_message_index_segments_state (corp_id, state)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE message_index_pages (
        corp_id varchar(64) NOT NULL,
        segment_id bigint unsigned NOT NULL,
        page int unsigned NOT NULL,
        data blob NOT NULL,
        PRIMARY KEY (corp_id, segment_id, page)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE message_index_backlog (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        docs blob NOT NULL,
        PRIMARY KEY (id),
        KEY ix_message_index_backlog_corp (corp_id, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE message_index_removals (
        corp_id varchar(64) NOT NULL,
        message_id bigint unsigned NOT NULL,
        removed_at datetime(3) NOT NULL,
        PRIMARY KEY (corp_id, message_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE message_index_rebuilds (
        corp_id varchar(64) NOT NULL,
        after_message_id bigint unsigned NOT NULL,
        to_message_id bigint unsigned NOT NULL,
        started_at datetime(3) NOT NULL,
        PRIMARY KEY (corp_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["rebuilds", "removals", "backlog", "pages", "segments"]) {
      await runner.query(`DROP TABLE message_index_${table}`);
    }
  }
}
