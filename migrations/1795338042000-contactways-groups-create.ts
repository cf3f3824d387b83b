import type { MigrationInterface, QueryRunner } from "typeorm";

const CHARSET = "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

export class ContactwaysGroupsCreate1795338042000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE group_ways (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        state varchar(30) NOT NULL,
        live_name varchar(64) NULL,
        content json NOT NULL,
        status varchar(12) NOT NULL,
        version int unsigned NOT NULL DEFAULT 1,
        config_id varchar(64) NULL,
        qr_code varchar(1024) NOT NULL DEFAULT '',
        created_by varchar(64) NOT NULL,
        asked_at datetime(3) NOT NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_group_ways_state (corp_id, state),
        UNIQUE KEY uq_group_ways_name (corp_id, live_name),
        KEY ix_group_ways_status (corp_id, status, id)
      ) ${CHARSET}`);
    await runner.query(`
      CREATE TABLE group_way_arrivals (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        way_id bigint unsigned NOT NULL,
        chat_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        joined_at datetime(3) NOT NULL,
        left_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_group_way_arrivals_identity (corp_id, chat_id, external_userid, way_id),
        KEY ix_group_way_arrivals_way (corp_id, way_id)
      ) ${CHARSET}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE group_way_arrivals");
    await runner.query("DROP TABLE group_ways");
  }
}
