import type { MigrationInterface, QueryRunner } from "typeorm";

export class StaffMembersCreate1795251610000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE members (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        name varchar(64) NOT NULL,
        position varchar(64) NOT NULL DEFAULT '',
        status varchar(16) NOT NULL,
        departments json NOT NULL,
        leader_of json NOT NULL,
        contact_enabled tinyint NOT NULL DEFAULT 0,
        synced_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_members_identity (corp_id, userid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE departments (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        department_id int unsigned NOT NULL,
        parent_id int unsigned NOT NULL,
        name varchar(128) NOT NULL DEFAULT '',
        synced_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_departments_identity (corp_id, department_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE departments");
    await runner.query("DROP TABLE members");
  }
}
