import type { MigrationInterface, QueryRunner } from "typeorm";

/** Conversations stand under other tokens now: what was indexed before is indexed anew by upkeep. */
export class ConversationsSearchRooms1795338102000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ["pages", "segments", "backlog", "removals", "rebuilds"]) {
      await runner.query(`TRUNCATE TABLE message_index_${table}`);
    }
    await runner.query(`
      INSERT INTO message_index_rebuilds (corp_id, after_message_id, to_message_id, started_at)
      SELECT corp_id, 0, MAX(id), UTC_TIMESTAMP(3) FROM messages GROUP BY corp_id`);
  }

  async down(): Promise<void> {
    // The index is made of the messages: there is nothing to bring back.
  }
}
