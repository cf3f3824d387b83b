import type { MigrationInterface, QueryRunner } from "typeorm";

export class PlatformWorkOrder1795338010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbox
        ADD COLUMN order_key varchar(96) NULL AFTER dedupe_key,
        ADD COLUMN cause varchar(64) NULL AFTER order_key,
        ADD KEY ix_outbox_order (corp_id, status, order_key, handler, id, cause)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE outbox DROP KEY ix_outbox_order, DROP COLUMN cause, DROP COLUMN order_key");
  }
}
