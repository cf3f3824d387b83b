import type { App } from "../app";
import type { CustomerImport } from "./customer-import.entity";
import { ImportRow } from "./import-row.entity";
import type { RowState } from "./imports.schema";

const PAGE = 2_000;

const stateWords: Record<RowState, string> = {
  new: "未检查",
  change: "将更新",
  unchanged: "没有变化",
  not_found: "没有找到客户",
  ambiguous: "有多位客户",
  invalid: "内容有误",
  applied: "已更新",
  failed: "未能更新",
};

/** The file again, with what became of each row; whole rows, so that it can be corrected and imported anew. */
export async function* reportLines(app: App, one: CustomerImport): AsyncGenerator<string> {
  // The mark tells Excel that this is UTF-8.
  yield `\uFEFF${csvLine(["行号", "结果", "变化", "问题", "怎么办", ...one.columns])}`;
  for (let after = 0; ; ) {
    const rows = await app.db
      .getRepository(ImportRow)
      .createQueryBuilder("r")
      .where("r.corpId = :corpId AND r.importId = :id AND r.rowNo > :after", { corpId: one.corpId, id: one.id, after })
      .orderBy("r.rowNo", "ASC")
      .take(PAGE)
      .getMany();
    for (const { rowNo, state, changes, problems, cells } of rows) {
      const said = problems.map(({ column, text }) => (column ? `${column}：${text}` : text));
      const todo = [...new Set(problems.map((problem) => problem.todo))];
      yield csvLine([String(rowNo), stateWords[state], changes.join("、"), said.join("；"), todo.join("；"), ...cells]);
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.rowNo;
  }
}

export function csvLine(cells: string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/**
 * A cell that begins like a formula gets a mark before it, because spreadsheets would run what a customer's name says.
 * Plain numbers stay numbers.
 */
function csvCell(text: string): string {
  const isRisky = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text);
  const safe = isRisky ? `'${text}` : text;
  return /[",\r\n\t;]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
