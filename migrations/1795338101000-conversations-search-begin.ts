import type { MigrationInterface, QueryRunner } from "typeorm";

/** What was archived before there was an index is indexed by its upkeep, as a rebuild from nothing. */
export class ConversationsSearchBegin1795338101000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO message_index_rebuilds (corp_id, after_message_id, to_message_id, started_at)
      SELECT corp_id, 0, MAX(id), UTC_TIMESTAMP(3) FROM messages GROUP BY corp_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DELETE FROM message_index_rebuilds");
  }
}
