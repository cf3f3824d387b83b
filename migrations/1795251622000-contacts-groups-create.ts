import type { MigrationInterface, QueryRunner } from "typeorm";

export class ContactsGroupsCreate1795251622000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer_groups (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        chat_id varchar(64) NOT NULL,
        name varchar(128) NOT NULL DEFAULT '',
        owner_userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL DEFAULT '',
        notice varchar(2048) NOT NULL DEFAULT '',
        status varchar(12) NOT NULL,
        member_version varchar(64) NULL,
        opened_at datetime(3) NULL,
        dismissed_at datetime(3) NULL,
        read_at datetime(3) NULL,
        sync_run_id bigint unsigned NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_customer_groups_identity (corp_id, chat_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE customer_group_members (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        chat_id varchar(64) NOT NULL,
        member_id varchar(64) NOT NULL,
        kind varchar(8) NOT NULL,
        name varchar(128) NOT NULL DEFAULT '',
        joined_at datetime(3) NULL,
        join_scene int NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_customer_group_members_identity (corp_id, chat_id, member_id),
        KEY ix_customer_group_members_member (corp_id, member_id, chat_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE customer_group_members");
    await runner.query("DROP TABLE customer_groups");
  }
}
