import type { MigrationInterface, QueryRunner } from "typeorm";

const CHARSET = "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

export class ContactwaysCreate1795338041000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE contact_ways (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        state varchar(30) NOT NULL,
        live_name varchar(64) NULL,
        content json NOT NULL,
        wanted json NULL,
        status varchar(12) NOT NULL,
        version int unsigned NOT NULL DEFAULT 1,
        config_id varchar(64) NULL,
        qr_code varchar(1024) NOT NULL DEFAULT '',
        created_by varchar(64) NOT NULL,
        asked_at datetime(3) NOT NULL,
        last_error varchar(64) NULL,
        deleted_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_contact_ways_state (corp_id, state),
        UNIQUE KEY uq_contact_ways_name (corp_id, live_name),
        KEY ix_contact_ways_status (corp_id, status, id)
      ) ${CHARSET}`);
    await runner.query(`
      CREATE TABLE contact_way_arrivals (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        way_id bigint unsigned NOT NULL,
        external_userid varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        added_at datetime(3) NOT NULL,
        lost_at datetime(3) NULL,
        tags_due_at datetime(3) NULL,
        tag_error varchar(64) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_contact_way_arrivals_identity (corp_id, way_id, external_userid, userid),
        KEY ix_contact_way_arrivals_days (corp_id, way_id, added_at),
        KEY ix_contact_way_arrivals_tags (corp_id, tags_due_at)
      ) ${CHARSET}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE contact_way_arrivals");
    await runner.query("DROP TABLE contact_ways");
  }
}
