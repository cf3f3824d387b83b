import type { MigrationInterface, QueryRunner } from "typeorm";

export class TransfersLeaversCreate1795338031000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE leavers (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        left_at datetime(3) NULL,
        noticed_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_leavers_identity (corp_id, userid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE unassigned_customers (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        external_userid varchar(64) NOT NULL,
        read_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_unassigned_customers_identity (corp_id, userid, external_userid),
        KEY ix_unassigned_customers_read (corp_id, read_at)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE unassigned_customers");
    await runner.query("DROP TABLE leavers");
  }
}
