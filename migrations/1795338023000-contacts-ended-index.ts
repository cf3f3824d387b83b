import type { MigrationInterface, QueryRunner } from "typeorm";

/** Lost customers are found among the relations that ended, not by asking of every customer. */
export class ContactsEndedIndex1795338023000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("CREATE INDEX ix_follow_relations_ended ON follow_relations (corp_id, status, ended_at)");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP INDEX ix_follow_relations_ended ON follow_relations");
  }
}
