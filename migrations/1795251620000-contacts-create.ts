import type { MigrationInterface, QueryRunner } from "typeorm";

export class ContactsCreate1795251620000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE external_contacts (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        name varchar(128) NOT NULL DEFAULT '',
        avatar varchar(1024) NULL,
        type tinyint unsigned NOT NULL DEFAULT 1,
        gender tinyint unsigned NOT NULL DEFAULT 0,
        unionid varchar(64) NULL,
        position varchar(128) NULL,
        corp_name varchar(255) NULL,
        last_activity_at datetime(3) NOT NULL,
        read_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_external_contacts_identity (corp_id, external_userid),
        KEY ix_external_contacts_activity (corp_id, last_activity_at, id),
        KEY ix_external_contacts_unionid (corp_id, unionid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE follow_relations (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        status varchar(24) NOT NULL,
        remark varchar(128) NOT NULL DEFAULT '',
        description varchar(1024) NOT NULL DEFAULT '',
        remark_corp_name varchar(128) NULL,
        remark_mobiles json NOT NULL,
        personal_tags json NOT NULL,
        add_way int NULL,
        oper_userid varchar(64) NULL,
        state varchar(128) NULL,
        followed_at datetime(3) NULL,
        ended_at datetime(3) NULL,
        read_at datetime(3) NULL,
        sync_run_id bigint unsigned NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_follow_relations_identity (corp_id, external_userid, userid),
        KEY ix_follow_relations_member (corp_id, userid, status, external_userid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE important_dates (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        kind varchar(16) NOT NULL,
        label varchar(32) NOT NULL DEFAULT '',
        calendar varchar(8) NOT NULL,
        month tinyint unsigned NOT NULL,
        day tinyint unsigned NOT NULL,
        leap_month tinyint NOT NULL DEFAULT 0,
        year smallint unsigned NULL,
        source varchar(16) NOT NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_important_dates_identity (corp_id, external_userid, kind, label),
        KEY ix_important_dates_day (corp_id, kind, calendar, month, day)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE important_dates");
    await runner.query("DROP TABLE follow_relations");
    await runner.query("DROP TABLE external_contacts");
  }
}
