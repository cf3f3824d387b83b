import type { App } from "../app";
import {
  changeImportantDates,
  markTag,
  RelationGoneError,
  relationToActOn,
  requireVisibleCustomer,
  UnknownTagError,
} from "../contacts";
import { affectedRows } from "../platform/db";
import { AppError } from "../platform/errors";
import { writeValues } from "../profiles";
import { WecomError, WecomUnreachableError } from "../wecom";
import { actorOfImport, differ, type RowReader, rowReader } from "./check-import";
import { CustomerImport } from "./customer-import.entity";
import { ImportRow } from "./import-row.entity";
import { ImportStepError } from "./imports.errors";
import type { RowProblem } from "./imports.schema";
import { readRow } from "./read-row";

const SLICE = 100;

/** Asks for the change; a second time changes nothing. @throws {ImportStepError} before it was checked. */
export async function askForApply(app: App, one: CustomerImport): Promise<void> {
  const { corpId, id } = one;
  await app.work.transaction(async (tx) => {
    const moved = await tx.query(
      "UPDATE customer_imports SET status = 'applying' WHERE corp_id = ? AND id = ? AND status = 'checked'",
      [corpId, id],
    );
    if (affectedRows(moved) === 1) {
      await app.work.add(tx, { corpId, handler: "imports.apply", payload: { importId: id } });
      return;
    }
    const { status } = await tx.findOneByOrFail(CustomerImport, { corpId, id });
    if (status !== "applying" && status !== "done") throw new ImportStepError(status);
  });
}

/**
 * Applies the next rows, each in a transaction of its own that also settles the row: whoever dies in the middle, or does it
 * twice, changes nothing twice.
 *
 * @returns "more" while rows are left.
 * @throws {WecomError} {WecomUnreachableError} when WeCom is to be asked again later; the row stays as it is.
 */
export async function applySlice(app: App, importId: string, corpId: string): Promise<"more" | "done"> {
  const one = await app.db.getRepository(CustomerImport).findOneBy({ corpId, id: importId });
  if (one?.status !== "applying") return "done";
  const rows = await app.db
    .getRepository(ImportRow)
    .find({ where: { corpId, importId, state: "change" }, order: { rowNo: "ASC" }, take: SLICE });
  const reader = await rowReader(app, one);
  for (const row of rows) await applyRow(app, one, reader, row);
  if (rows.length === SLICE) return "more";
  await app.db
    .getRepository(CustomerImport)
    .update({ corpId, id: importId, status: "applying" }, { status: "done", finishedAt: app.now() });
  return "done";
}

async function applyRow(app: App, one: CustomerImport, reader: RowReader, row: ImportRow): Promise<void> {
  const { corpId, userid } = one;
  const externalUserid = row.externalUserid!;
  try {
    const actor = actorOfImport(one);
    await requireVisibleCustomer(app, actor, externalUserid);
    const changesOf = await differ(app, corpId, reader, [externalUserid]);
    const { plan, tagIds, names } = changesOf(externalUserid, readRow(reader.columns, row.cells));
    if (tagIds.length > 0) {
      const relation = await relationToActOn(app, actor, externalUserid);
      await markTag(app, { corpId, externalUserid, userid: relation.userid, add: tagIds, remove: [], actor: userid });
    }
    await app.work.transaction(async (tx) => {
      const settled = await tx.query(
        "UPDATE customer_import_rows SET state = 'applied', changes = ? WHERE id = ? AND state = 'change'",
        [JSON.stringify(names.length > 0 ? names : row.changes), row.id],
      );
      if (affectedRows(settled) !== 1) return;
      const about = { corpId, externalUserid, actor: userid };
      await writeValues(app, tx, { ...about, values: plan.values, via: "导入" }, reader.fields);
      await changeImportantDates(app, tx, { ...about, set: plan.dates, source: "import" });
    });
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    await app.db
      .getRepository(ImportRow)
      .update({ id: row.id, state: "change" }, { state: "failed", problems: [problem] });
  }
}

/** What ends this row for good; null: it is worth another try. */
function problemOf(error: unknown): RowProblem | null {
  const row = (text: string, todo: string) => ({ column: "", text, todo });
  if (error instanceof RelationGoneError) return row("没有成员还是这位客户的好友，打不了标签", "请去掉标签后再导入");
  if (error instanceof UnknownTagError) return row("标签已被删除", "请改用已有的标签后再导入");
  if (error instanceof WecomUnreachableError) return null;
  if (error instanceof WecomError) {
    return error.verdict === "rejected" ? row(`企业微信没有接受（${error.errcode}）`, "请稍后再试") : null;
  }
  if (error instanceof AppError && !error.retryable) return row("检查之后情况有变，没有更新", "请重新检查后再导入");
  return null;
}
