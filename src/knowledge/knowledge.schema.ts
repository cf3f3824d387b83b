import { z } from "zod";

/** Shapes of requests and answers; the front ends import their types. */

/** `value` as a person types it: 「299 元」, 「1小时 - 2小时」, 「C3、C5」; a number or a list is taken as it is. */
export const AttributeInput = z.strictObject({
  name: z.string().trim().min(1).max(32),
  value: z.union([
    z.string().trim().min(1).max(2_000),
    z.number(),
    z.array(z.string().trim().min(1).max(200)).max(500),
  ]),
});
export type AttributeInput = z.infer<typeof AttributeInput>;

const Content = {
  title: z.string().trim().min(1).max(200),
  body: z.string().max(200_000).default(""),
  category: z.string().trim().max(64).default(""),
  kind: z.enum(["article", "snippet"]).default("article"),
  attributes: z
    .array(AttributeInput)
    .max(100)
    .refine((list) => new Set(list.map((attribute) => attribute.name)).size === list.length, "names must differ")
    .default([]),
  tags: z.array(z.string().trim().min(1).max(32)).max(30).default([]),
  linkUrl: z
    .url({ protocol: /^https?$/ })
    .max(1_024)
    .nullable()
    .default(null),
  state: z.enum(["draft", "published"]).default("published"),
};

export const CreateArticleRequest = z.strictObject({
  ...Content,
  externalKey: z.string().min(1).max(64).nullable().default(null),
});
export type CreateArticleRequest = z.infer<typeof CreateArticleRequest>;

/** The whole content; `version` is the one that was edited. */
export const UpdateArticleRequest = z.strictObject({ ...Content, version: z.int().min(1) });
export type UpdateArticleRequest = z.infer<typeof UpdateArticleRequest>;

export const AttributeRow = z.object({
  name: z.string(),
  type: z.enum(["number", "list", "text"]),
  /** As typed, for the screen and the form. */
  value: z.string(),
  min: z.number().optional(),
  max: z.number().optional(),
  unit: z.string().optional(),
});

export const ArticleSummary = z.object({
  id: z.string(),
  title: z.string(),
  category: z.string(),
  kind: z.enum(["article", "snippet"]),
  tags: z.array(z.string()),
  state: z.enum(["draft", "published"]),
  /** First words of the body. */
  excerpt: z.string(),
  updatedAt: z.date(),
});
export type ArticleSummary = z.infer<typeof ArticleSummary>;

export const ArticleDetail = ArticleSummary.extend({
  body: z.string(),
  attributes: z.array(AttributeRow),
  linkUrl: z.string().nullable(),
  externalKey: z.string().nullable(),
  version: z.number(),
  authorUserid: z.string(),
  authorName: z.string(),
  createdAt: z.date(),
  /** Over all links: how many customers got it, how many opened it, openings. */
  reading: z.object({ shared: z.number(), readers: z.number(), views: z.number() }),
});
export type ArticleDetail = z.infer<typeof ArticleDetail>;

export const SearchHit = ArticleSummary.extend({
  /** Ready to send: the passage that fits the words searched for. */
  text: z.string(),
  section: z.string().nullable(),
  score: z.number(),
});
export type SearchHit = z.infer<typeof SearchHit>;

export const ShareAnswer = z.object({ url: z.string(), linkId: z.string() });
