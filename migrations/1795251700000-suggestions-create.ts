import type { MigrationInterface, QueryRunner } from "typeorm";

export class SuggestionsCreate1795251700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE suggestion_sets (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        message_id bigint unsigned NOT NULL,
        created_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_suggestion_sets_identity (corp_id, external_userid, userid, message_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE suggestions (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        set_id bigint unsigned NOT NULL,
        place tinyint unsigned NOT NULL,
        external_userid varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        article_id bigint unsigned NOT NULL,
        article_version int unsigned NOT NULL,
        article_title varchar(200) NOT NULL,
        section varchar(200) NULL,
        text mediumtext NOT NULL,
        reason varchar(200) NOT NULL,
        score float NOT NULL,
        terms json NOT NULL,
        status varchar(12) NOT NULL,
        feedback varchar(200) NULL,
        settled_at datetime(3) NULL,
        created_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_suggestions_place (set_id, place),
        KEY ix_suggestions_member (corp_id, userid, created_at)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE suggestion_adoptions (
        corp_id varchar(64) NOT NULL,
        article_id bigint unsigned NOT NULL,
        term varchar(48) NOT NULL,
        used int unsigned NOT NULL DEFAULT 0,
        dismissed int unsigned NOT NULL DEFAULT 0,
        PRIMARY KEY (corp_id, article_id, term)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE suggestion_adoptions");
    await runner.query("DROP TABLE suggestions");
    await runner.query("DROP TABLE suggestion_sets");
  }
}
