import type { App } from "../app";
import { findArticles } from "../knowledge";
import { plannedAbout, withdrawPlannedTouch } from "../outreach";

/** Takes what is only planned about an article out of the plan, unless the article is back meanwhile. */
export async function withdrawArticle(app: App, input: { corpId: string; articleId: string }): Promise<void> {
  const { corpId, articleId } = input;
  const [article] = await findArticles(app, corpId, [articleId]);
  if (article?.state === "published") return;
  for (const touch of await plannedAbout(app, corpId, `article:${articleId}`)) {
    await withdrawPlannedTouch(app, { corpId, touchId: touch.id, reason: "content_withdrawn" });
  }
}
