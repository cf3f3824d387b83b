import type { App } from "../app";
import { affectedRows, isDuplicateKey, type Tx } from "../platform/db";
import { AppError } from "../platform/errors";
import { Article } from "./article.entity";
import { ArticleChangedError, ArticleNotFoundError } from "./knowledge.errors";
import type { AttributeInput, CreateArticleRequest, UpdateArticleRequest } from "./knowledge.schema";
import { type Attribute, attributeOf } from "./retrieval/attributes";

interface Editor {
  corpId: string;
  userid: string;
}

type Content = Omit<UpdateArticleRequest, "version">;

/** @returns the new article's id. @throws AppError `knowledge.duplicate_key` when its external key is taken. */
export async function createArticle(app: App, editor: Editor, input: CreateArticleRequest): Promise<string> {
  return app.work.transaction((tx) => insertArticle(app, tx, editor, input));
}

export async function insertArticle(app: App, tx: Tx, editor: Editor, input: CreateArticleRequest): Promise<string> {
  const now = app.now();
  try {
    const result = await tx.insert(Article, {
      corpId: editor.corpId,
      externalKey: input.externalKey,
      authorUserid: editor.userid,
      ...contentOf(input),
      createdAt: now,
      updatedAt: now,
    });
    await askForIndex(app, tx, editor.corpId);
    return String(result.identifiers[0]?.id);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw new AppError("knowledge.duplicate_key", "An article with this external key exists", {
      status: 409,
      details: { externalKey: input.externalKey },
    });
  }
}

/**
 * Replaces the content.
 *
 * @throws ArticleChangedError when someone saved since `input.version` was read.
 */
export async function updateArticle(app: App, editor: Editor, id: string, input: UpdateArticleRequest): Promise<void> {
  const { version, ...content } = input;
  await app.work.transaction(async (tx) => {
    const result = await tx.update(
      Article,
      { id, corpId: editor.corpId, version },
      { ...contentOf(content), version: version + 1, authorUserid: editor.userid, updatedAt: app.now() },
    );
    if (result.affected !== 1) {
      const known = await tx.findOneBy(Article, { id, corpId: editor.corpId });
      if (!known) throw new ArticleNotFoundError(id);
      throw new ArticleChangedError(id, known.version);
    }
    if (content.state !== "published") await publishWithdrawn(app, tx, editor.corpId, id);
    await askForIndex(app, tx, editor.corpId);
  });
}

/** Its links then show that the article is gone; readings stay on the customers' timelines. */
export async function deleteArticle(app: App, corpId: string, id: string): Promise<void> {
  await app.work.transaction(async (tx) => {
    const result: unknown = await tx.query("DELETE FROM knowledge_articles WHERE id = ? AND corp_id = ?", [id, corpId]);
    if (affectedRows(result) !== 1) throw new ArticleNotFoundError(id);
    await publishWithdrawn(app, tx, corpId, id);
    await tx.query("DELETE FROM knowledge_documents WHERE corp_id = ? AND article_id = ?", [corpId, id]);
    await tx.query("UPDATE knowledge_index_states SET version = version + 1 WHERE corp_id = ?", [corpId]);
  });
}

function publishWithdrawn(app: App, tx: Tx, corpId: string, articleId: string): Promise<void> {
  return app.work.publish(tx, { corpId, name: "knowledge.withdrawn", payload: { articleId } });
}

/** One row of work per change; the first to run indexes all that waits, the others find nothing. */
function askForIndex(app: App, tx: Tx, corpId: string): Promise<boolean> {
  return app.work.add(tx, { corpId, handler: "knowledge.index-articles", payload: {} });
}

function contentOf(input: Content) {
  return {
    kind: input.kind,
    title: input.title,
    category: input.category,
    body: input.body.replace(/\r\n?/g, "\n"),
    attributes: input.attributes.flatMap((attribute) => typed(attribute) ?? []),
    tags: [...new Set(input.tags)],
    linkUrl: input.linkUrl,
    state: input.state,
    needsIndex: 1,
  };
}

function typed({ name, value }: AttributeInput): Attribute | undefined {
  if (typeof value === "number") return { name, type: "number", min: value, max: value, unit: "", text: String(value) };
  if (Array.isArray(value)) return value.length > 0 ? { name, type: "list", values: value } : undefined;
  return attributeOf(name, value);
}
