import type { MigrationInterface, QueryRunner } from "typeorm";

/** The search index of the articles in ordinary tables: terms, the documents they point at, and where the writer is. */
export class KnowledgeIndexCreate1795251661000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE knowledge_index_states (
        corp_id varchar(64) NOT NULL,
        next_doc int unsigned NOT NULL DEFAULT 0,
        version bigint unsigned NOT NULL DEFAULT 0,
        relations json NOT NULL,
        learned_at_docs int unsigned NOT NULL DEFAULT 0,
        PRIMARY KEY (corp_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE knowledge_documents (
        corp_id varchar(64) NOT NULL,
        article_id bigint unsigned NOT NULL,
        doc int unsigned NOT NULL,
        title varchar(200) NOT NULL,
        title_term varchar(48) NOT NULL,
        category varchar(64) NOT NULL,
        facts json NOT NULL,
        PRIMARY KEY (corp_id, article_id),
        UNIQUE KEY uq_knowledge_documents_doc (corp_id, doc)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE knowledge_postings (
        corp_id varchar(64) NOT NULL,
        term varchar(48) NOT NULL,
        block smallint unsigned NOT NULL,
        entries int unsigned NOT NULL,
        postings mediumblob NOT NULL,
        PRIMARY KEY (corp_id, term, block)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE knowledge_postings");
    await runner.query("DROP TABLE knowledge_documents");
    await runner.query("DROP TABLE knowledge_index_states");
  }
}
