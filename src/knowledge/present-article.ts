import type { Article } from "./article.entity";
import type { ArticleDetail, ArticleSummary } from "./knowledge.schema";
import { plainText } from "./passages";
import type { Attribute } from "./retrieval/attributes";
import { textOf } from "./retrieval/document";

const EXCERPT = 80;

export function presentSummary(article: Article): ArticleSummary {
  const words = plainText(article.body)
    .replace(/^#+\s*/gm, "")
    .replace(/\s+/g, " ");
  return {
    id: article.id,
    title: article.title,
    category: article.category,
    kind: article.kind,
    tags: article.tags,
    state: article.state,
    excerpt: words.length > EXCERPT ? `${words.slice(0, EXCERPT)}…` : words,
    updatedAt: article.updatedAt,
  };
}

export function presentArticle(
  article: Article,
  extra: { authorName: string; reading: ArticleDetail["reading"] },
): ArticleDetail {
  return {
    ...presentSummary(article),
    body: article.body,
    attributes: article.attributes.map(presentAttribute),
    linkUrl: article.linkUrl,
    externalKey: article.externalKey,
    version: article.version,
    authorUserid: article.authorUserid,
    authorName: extra.authorName,
    createdAt: article.createdAt,
    reading: extra.reading,
  };
}

function presentAttribute(attribute: Attribute): ArticleDetail["attributes"][number] {
  const { name, type } = attribute;
  if (attribute.type !== "number") return { name, type, value: textOf(attribute) };
  const { min, max, unit } = attribute;
  return { name, type, value: attribute.text, min, max, unit };
}
