import type { MigrationInterface, QueryRunner } from "typeorm";

export class ConversationsRoomsCreate1795338170000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE internal_rooms (
        corp_id varchar(64) NOT NULL,
        chat_id varchar(64) NOT NULL,
        name varchar(191) NOT NULL DEFAULT '',
        unreadable_errcode int NULL,
        read_at datetime(3) NOT NULL,
        PRIMARY KEY (corp_id, chat_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE internal_rooms");
  }
}
