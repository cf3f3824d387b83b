import type { MigrationInterface, QueryRunner } from "typeorm";

export class ServicegroupsCreate1795251690000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE service_groups (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        status varchar(12) NOT NULL,
        group_name varchar(64) NOT NULL,
        chat_id varchar(64) NULL,
        opened_at datetime(3) NULL,
        dismissed_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_service_groups_pair (corp_id, external_userid, userid),
        UNIQUE KEY uq_service_groups_chat (corp_id, chat_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE service_group_attempts (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        service_group_id bigint unsigned NOT NULL,
        userids json NOT NULL,
        started_at datetime(3) NOT NULL,
        posted_chat_id varchar(64) NULL,
        posted_at datetime(3) NULL,
        PRIMARY KEY (id),
        KEY ix_service_group_attempts_group (service_group_id, id),
        KEY ix_service_group_attempts_chat (corp_id, posted_chat_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE service_group_attempts");
    await runner.query("DROP TABLE service_groups");
  }
}
