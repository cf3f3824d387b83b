import type { MigrationInterface, QueryRunner } from "typeorm";

export class CallbacksTalliesCreate1795338011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE callback_tallies (
        corp_id varchar(64) NOT NULL,
        shard tinyint unsigned NOT NULL,
        stored bigint unsigned NOT NULL,
        duplicates bigint unsigned NOT NULL,
        PRIMARY KEY (corp_id, shard)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      INSERT INTO callback_tallies (corp_id, shard, stored, duplicates)
      SELECT corp_id, 0, COUNT(*), 0 FROM callback_events GROUP BY corp_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE callback_tallies");
  }
}
