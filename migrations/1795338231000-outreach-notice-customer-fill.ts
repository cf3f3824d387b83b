import type { MigrationInterface, QueryRunner } from "typeorm";

/** Cards about a waiting customer lead to the conversation, which knows whose it is; those of conversations that are gone go too. */
export class OutreachNoticeCustomerFill1795338231000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const thread = `CAST(SUBSTRING_INDEX(SUBSTRING_INDEX(
      JSON_UNQUOTE(JSON_EXTRACT(n.body, '$.textcard.url')), '/conversations/', -1), '?', 1) AS UNSIGNED)`;
    await runner.query(`
      DELETE n FROM member_notices n LEFT JOIN threads t ON t.id = ${thread} AND t.corp_id = n.corp_id
      WHERE n.notice_key LIKE 'unanswered:%' AND n.status <> 'pending' AND t.id IS NULL`);
    await runner.query(`
      UPDATE member_notices n JOIN threads t ON t.id = ${thread} AND t.corp_id = n.corp_id
      SET n.external_userid = t.external_userid
      WHERE n.notice_key LIKE 'unanswered:%' AND n.external_userid IS NULL AND t.external_userid IS NOT NULL`);
  }

  async down(): Promise<void> {
    // The column goes with the migration before this one.
  }
}
