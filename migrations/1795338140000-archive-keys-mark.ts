import type { MigrationInterface, QueryRunner } from "typeorm";

export class ArchiveKeysMark1795338140000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE archive_cursors ADD COLUMN keys_mark varchar(32) NULL");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE archive_cursors DROP COLUMN keys_mark");
  }
}
