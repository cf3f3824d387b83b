import type { MigrationInterface, QueryRunner } from "typeorm";

/** The reader marks the words of one conversation: they are found by it. */
export class SensitivewordsThreadIndex1795338220000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "ALTER TABLE sensitive_hits ADD KEY ix_sensitive_hits_thread (corp_id, thread_id, sent_at, message_id)",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE sensitive_hits DROP KEY ix_sensitive_hits_thread");
  }
}
