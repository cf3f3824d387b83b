import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whether a thread is a room stands with who takes part in it, so that a search need not look at every thread of a member. */
export class ConversationsParticipantsRoom1795338200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE thread_participants ADD COLUMN room tinyint NOT NULL DEFAULT 0");
    await runner.query(`
      UPDATE thread_participants p JOIN threads t ON t.id = p.thread_id
      SET p.room = 1 WHERE t.kind <> 'single'`);
    await runner.query(`
      ALTER TABLE thread_participants
        DROP KEY ix_thread_participants_member,
        DROP KEY ix_thread_participants_customer,
        ADD KEY ix_thread_participants_member (corp_id, userid, room, thread_id),
        ADD KEY ix_thread_participants_customer (corp_id, external_userid, room, thread_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE thread_participants
        DROP KEY ix_thread_participants_member,
        DROP KEY ix_thread_participants_customer,
        ADD KEY ix_thread_participants_member (corp_id, userid, thread_id),
        ADD KEY ix_thread_participants_customer (corp_id, external_userid, thread_id),
        DROP COLUMN room`);
  }
}
