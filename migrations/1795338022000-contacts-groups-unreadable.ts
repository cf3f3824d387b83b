import type { MigrationInterface, QueryRunner } from "typeorm";

/** A group whose owner left the visible range stays, with WeCom's reason for not showing it. */
export class ContactsGroupsUnreadable1795338022000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE customer_groups ADD COLUMN unreadable_errcode int NULL");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE customer_groups DROP COLUMN unreadable_errcode");
  }
}
