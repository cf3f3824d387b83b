import type { App } from "../app";
import type { RowProblem } from "./imports.schema";

/** Corp tags by name; a file may write 「组名/标签名」 where two groups have a tag of one name. */
export type TagBook = Map<string, string[]>;

export async function readTagBook(app: App, corpId: string): Promise<TagBook> {
  const rows: { id: string; name: string; groupName: string }[] = await app.db.query(
    `SELECT t.tag_id AS id, t.name, g.name AS groupName FROM corp_tags t
     JOIN corp_tag_groups g ON g.corp_id = t.corp_id AND g.group_id = t.group_id AND g.deleted_at IS NULL
     WHERE t.corp_id = ? AND t.deleted_at IS NULL`,
    [corpId],
  );
  const book: TagBook = new Map();
  for (const { id, name, groupName } of rows) {
    for (const words of [name, `${groupName}/${name}`]) book.set(words, [...(book.get(words) ?? []), id]);
  }
  return book;
}

/** Ids of the tags named. Unknown ones are not made: a slip of the pen would become a tag of the company. */
export function findTags(book: TagBook, names: string[], column: string): { ids: string[]; problems: RowProblem[] } {
  const ids: string[] = [];
  const problems: RowProblem[] = [];
  for (const name of names) {
    const [id, ...more] = book.get(name) ?? [];
    if (id === undefined) {
      problems.push({ column, text: `没有标签「${name}」`, todo: "请先在企业微信里建好这个标签，或改用已有的标签" });
    } else if (more.length > 0) {
      problems.push({ column, text: `有多个标签叫「${name}」`, todo: `请写成「组名/${name}」` });
    } else ids.push(id);
  }
  return { ids: [...new Set(ids)], problems };
}
