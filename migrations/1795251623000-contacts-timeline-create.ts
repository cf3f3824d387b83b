import type { MigrationInterface, QueryRunner } from "typeorm";

export class ContactsTimelineCreate1795251623000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer_events (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        happened_at datetime(3) NOT NULL,
        kind varchar(48) NOT NULL,
        actor varchar(64) COLLATE utf8mb4_general_ci NULL,
        data json NOT NULL,
        dedupe_key varchar(191) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_customer_events_dedupe (corp_id, dedupe_key),
        KEY ix_customer_events_timeline (corp_id, external_userid, happened_at, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE customer_events");
  }
}
