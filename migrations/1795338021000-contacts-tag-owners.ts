import type { MigrationInterface, QueryRunner } from "typeorm";

/** WeCom lets an app change only the tags it made itself, and does not say which those are. */
export class ContactsTagOwners1795338021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE corp_tags ADD COLUMN created_by_us tinyint NOT NULL DEFAULT 0");
    await runner.query("ALTER TABLE corp_tag_groups ADD COLUMN created_by_us tinyint NOT NULL DEFAULT 0");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE corp_tag_groups DROP COLUMN created_by_us");
    await runner.query("ALTER TABLE corp_tags DROP COLUMN created_by_us");
  }
}
