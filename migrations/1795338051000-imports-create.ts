import type { MigrationInterface, QueryRunner } from "typeorm";

export class ImportsCreate1795338051000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer_imports (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        file_name varchar(255) NOT NULL,
        status varchar(16) NOT NULL,
        generation int unsigned NOT NULL DEFAULT 0,
        columns json NOT NULL,
        mapping json NOT NULL,
        row_count int unsigned NOT NULL,
        userid varchar(64) NOT NULL,
        scope json NOT NULL,
        created_at datetime(3) NOT NULL,
        finished_at datetime(3) NULL,
        PRIMARY KEY (id),
        KEY ix_customer_imports_list (corp_id, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE customer_import_rows (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        import_id bigint unsigned NOT NULL,
        row_no int unsigned NOT NULL,
        cells json NOT NULL,
        state varchar(16) NOT NULL,
        external_userid varchar(64) NULL,
        changes json NOT NULL,
        problems json NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_customer_import_rows_identity (import_id, row_no),
        KEY ix_customer_import_rows_state (import_id, state, row_no),
        KEY ix_customer_import_rows_customer (import_id, external_userid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE customer_import_rows");
    await runner.query("DROP TABLE customer_imports");
  }
}
