import type { MigrationInterface, QueryRunner } from "typeorm";

/** A sync keeps its place per member, and tells what differed. */
export class ContactsSyncReports1795338020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE contact_sync_runs
        ADD COLUMN dry_run tinyint NOT NULL DEFAULT 0,
        ADD COLUMN asked_by varchar(64) NULL,
        ADD COLUMN differences json NULL,
        ADD COLUMN last_error varchar(191) NULL`);
    await runner.query(`
      CREATE TABLE contact_sync_members (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        run_id bigint unsigned NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        status varchar(12) NOT NULL,
        page_cursor varchar(512) NULL,
        tally json NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_contact_sync_members_identity (run_id, userid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE reconcile_findings (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        run_id bigint unsigned NOT NULL,
        kind varchar(32) NOT NULL,
        external_userid varchar(64) NULL,
        userid varchar(64) NULL,
        chat_id varchar(64) NULL,
        tag_id varchar(64) NULL,
        fields json NOT NULL,
        errcode int NULL,
        repaired tinyint NOT NULL,
        PRIMARY KEY (id),
        KEY ix_reconcile_findings_run (corp_id, run_id, kind, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE reconcile_findings");
    await runner.query("DROP TABLE contact_sync_members");
    await runner.query(`
      ALTER TABLE contact_sync_runs
        DROP COLUMN last_error, DROP COLUMN differences, DROP COLUMN asked_by, DROP COLUMN dry_run`);
  }
}
