import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { App } from "../app";
import { Article } from "./article.entity";
import { indexArticles } from "./index-articles";
import { CreateArticleRequest } from "./knowledge.schema";
import { insertArticle } from "./save-article";

const AUTHOR = "starter";

/** The articles of the demo company 常青净水, once: only with `DEMO_DATA` and where the corp has no article yet. */
export async function seedDemoKnowledge(app: App): Promise<void> {
  if (!app.config.demoData) return;
  const { corpId } = app.config.wecom;
  if (await app.db.getRepository(Article).existsBy({ corpId })) return;
  const file = join(process.cwd(), "config/demo/knowledge.json");
  const articles = z.array(CreateArticleRequest).parse(JSON.parse(readFileSync(file, "utf8")));
  await app.work.transaction(async (tx) => {
    // Two processes that start at once: the second waits here and then finds the articles.
    await tx.query(
      "INSERT INTO knowledge_index_states (corp_id, relations) VALUES (?, '[]') ON DUPLICATE KEY UPDATE corp_id = ?",
      [corpId, corpId],
    );
    if (await tx.existsBy(Article, { corpId })) return;
    for (const article of articles) {
      await insertArticle(
        app,
        tx,
        { corpId, userid: AUTHOR },
        { ...article, externalKey: `demo:${article.title}`.slice(0, 64) },
      );
    }
  });
  await indexArticles(app, corpId);
}
