import type { MigrationInterface, QueryRunner } from "typeorm";

export class KnowledgeCreate1795251660000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE knowledge_articles (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_key varchar(64) NULL,
        kind varchar(8) NOT NULL,
        title varchar(200) NOT NULL,
        category varchar(64) NOT NULL DEFAULT '',
        body mediumtext NOT NULL,
        attributes json NOT NULL,
        tags json NOT NULL,
        link_url varchar(1024) NULL,
        state varchar(12) NOT NULL,
        version int unsigned NOT NULL DEFAULT 1,
        author_userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        needs_index tinyint NOT NULL DEFAULT 1,
        created_at datetime(3) NOT NULL,
        updated_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_knowledge_articles_external (corp_id, external_key),
        KEY ix_knowledge_articles_recent (corp_id, updated_at, id),
        KEY ix_knowledge_articles_index (corp_id, needs_index, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE knowledge_links (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        article_id bigint unsigned NOT NULL,
        external_userid varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        views int unsigned NOT NULL DEFAULT 0,
        last_viewed_at datetime(3) NULL,
        created_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_knowledge_links_identity (corp_id, article_id, external_userid, userid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE knowledge_views (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        link_id bigint unsigned NOT NULL,
        minute datetime(3) NOT NULL,
        viewed_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_knowledge_views_identity (link_id, minute)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE knowledge_views");
    await runner.query("DROP TABLE knowledge_links");
    await runner.query("DROP TABLE knowledge_articles");
  }
}
