import type { MigrationInterface, QueryRunner } from "typeorm";

export class ContactsTagsCreate1795251621000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE corp_tag_groups (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        group_id varchar(64) NOT NULL,
        name varchar(64) NOT NULL,
        sort_order bigint unsigned NOT NULL DEFAULT 0,
        deleted_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_corp_tag_groups_identity (corp_id, group_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE corp_tags (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        tag_id varchar(64) NOT NULL,
        group_id varchar(64) NOT NULL,
        name varchar(64) NOT NULL,
        sort_order bigint unsigned NOT NULL DEFAULT 0,
        deleted_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_corp_tags_identity (corp_id, tag_id),
        KEY ix_corp_tags_group (corp_id, group_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE relation_tags (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        tag_id varchar(64) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_relation_tags_identity (corp_id, external_userid, userid, tag_id),
        KEY ix_relation_tags_tag (corp_id, tag_id, external_userid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE keyword_tag_rules (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        group_name varchar(30) NOT NULL,
        tag_name varchar(30) NOT NULL,
        keywords json NOT NULL,
        enabled tinyint NOT NULL DEFAULT 1,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_keyword_tag_rules_tag (corp_id, group_name, tag_name)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE keyword_tag_rules");
    await runner.query("DROP TABLE relation_tags");
    await runner.query("DROP TABLE corp_tags");
    await runner.query("DROP TABLE corp_tag_groups");
  }
}
