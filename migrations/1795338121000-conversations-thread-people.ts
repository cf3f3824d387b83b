import type { MigrationInterface, QueryRunner } from "typeorm";

export class ConversationsThreadPeople1795338121000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE threads ADD COLUMN people varchar(16) NULL");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE threads DROP COLUMN people");
  }
}
