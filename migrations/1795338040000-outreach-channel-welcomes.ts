import type { MigrationInterface, QueryRunner } from "typeorm";

export class OutreachChannelWelcomes1795338040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE channel_welcomes (
        corp_id varchar(64) NOT NULL,
        state varchar(30) NOT NULL,
        content json NOT NULL,
        PRIMARY KEY (corp_id, state)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE channel_welcomes");
  }
}
