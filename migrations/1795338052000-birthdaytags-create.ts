import type { MigrationInterface, QueryRunner } from "typeorm";

export class BirthdaytagsCreate1795338052000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE birthday_tag_settings (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        state varchar(8) NOT NULL,
        changed_by varchar(64) NOT NULL,
        changed_at datetime(3) NOT NULL,
        swept_on char(10) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_birthday_tag_settings_corp (corp_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE birthday_tags (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        month tinyint unsigned NOT NULL,
        tag_id varchar(64) NOT NULL,
        made_here tinyint NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_birthday_tags_month (corp_id, month)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE birthday_tag_marks (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        tag_id varchar(64) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_birthday_tag_marks_identity (corp_id, external_userid, userid, tag_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE birthday_tag_marks");
    await runner.query("DROP TABLE birthday_tags");
    await runner.query("DROP TABLE birthday_tag_settings");
  }
}
