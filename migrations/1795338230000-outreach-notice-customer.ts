import type { MigrationInterface, QueryRunner } from "typeorm";

/** A card to a member may name a customer: it is forgotten with them. */
export class OutreachNoticeCustomer1795338230000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE member_notices
        ADD COLUMN external_userid varchar(64) NULL,
        ADD KEY ix_member_notices_customer (corp_id, external_userid)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE member_notices DROP KEY ix_member_notices_customer, DROP COLUMN external_userid");
  }
}
