import type { Actor, App } from "../app";
import { dateName, importantDatesOf, plainLabel, tagsOfCustomers } from "../contacts";
import { affectedRows } from "../platform/db";
import { heldValue, listFields, NO_VALUE, type ProfileField, parseValue, valuesOfCustomers } from "../profiles";
import { CustomerImport } from "./customer-import.entity";
import { ImportRow } from "./import-row.entity";
import { ImportStepError } from "./imports.errors";
import type { RowProblem, RowState } from "./imports.schema";
import { type Match, matchCustomers } from "./match-customers";
import { type Column, type RowPlan, readRow } from "./read-row";
import { findTags, readTagBook, type TagBook } from "./tag-names";
import { readTarget } from "./targets";

/** Rows of one round: one look through all phones, one transaction. */
const SLICE = 2_000;

/** Asks for a dry run with this mapping; what an earlier one found is forgotten. @throws {ImportStepError} */
export async function askForCheck(app: App, one: CustomerImport, mapping: string[]): Promise<void> {
  const { corpId, id } = one;
  const fitted = one.columns.map((_, index) => mapping[index] ?? "");
  await app.work.transaction(async (tx) => {
    const moved = await tx.query(
      `UPDATE customer_imports SET status = 'checking', generation = generation + 1, mapping = ?
       WHERE corp_id = ? AND id = ? AND status IN ('ready', 'checked')`,
      [JSON.stringify(fitted), corpId, id],
    );
    if (affectedRows(moved) !== 1) throw new ImportStepError(one.status);
    await tx.query(
      `UPDATE customer_import_rows SET state = 'new', external_userid = NULL, changes = '[]', problems = '[]'
       WHERE corp_id = ? AND import_id = ? AND state <> 'new'`,
      [corpId, id],
    );
    await app.work.add(tx, { corpId, handler: "imports.check", payload: { importId: id } });
  });
}

/** In whose name the rows are looked up and changed: the scope is that of the upload. */
export function actorOfImport({ corpId, userid, scope }: CustomerImport): Actor {
  return { corpId, userid, name: userid, role: scope === "all" ? "admin" : "rep", scope };
}

/** What reading a row takes, once for many rows. */
export interface RowReader {
  fields: ProfileField[];
  columns: Column[];
  tags: TagBook;
  tagColumn: string;
}

export async function rowReader(app: App, one: CustomerImport): Promise<RowReader> {
  const [fields, tags] = await Promise.all([listFields(app, one.corpId), readTagBook(app, one.corpId)]);
  const columns = one.columns.map((title, index) => ({
    title: title || `第 ${index + 1} 列`,
    target: readTarget(one.mapping[index] ?? "", fields),
  }));
  const tagColumn = columns.find(({ target }) => target?.type === "tags")?.title ?? "标签";
  return { fields, columns, tags, tagColumn };
}

/** What a row wants that is not so yet. */
export interface RowChange {
  plan: RowPlan;
  tagIds: string[];
  names: string[];
  problems: RowProblem[];
}

/**
 * Looks at the next rows: whom they mean, what they would change, what is wrong with them. Changes no customer.
 *
 * @returns "more" while rows are left.
 */
export async function checkSlice(app: App, importId: string, corpId: string): Promise<"more" | "done"> {
  const one = await app.db.getRepository(CustomerImport).findOneBy({ corpId, id: importId });
  if (one?.status !== "checking") return "done";
  const rows = await app.db
    .getRepository(ImportRow)
    .find({ where: { corpId, importId, state: "new" }, order: { rowNo: "ASC" }, take: SLICE });
  const outcomes = rows.length > 0 ? await judgeRows(app, one, rows) : [];
  return app.work.transaction(async (tx) => {
    // Whoever checks something newer, or was quicker, has it.
    const current = await tx.findOne(CustomerImport, {
      where: { corpId, id: importId },
      lock: { mode: "pessimistic_write" },
    });
    if (current?.status !== "checking" || current.generation !== one.generation) return "done";
    for (const { row, state, externalUserid, changes, problems } of outcomes) {
      await tx.update(ImportRow, { id: row.id, state: "new" }, { state, externalUserid, changes, problems });
    }
    if (rows.length === SLICE) return "more";
    await tx.update(CustomerImport, { id: importId }, { status: "checked" });
    return "done";
  });
}

interface Outcome {
  row: ImportRow;
  state: RowState;
  externalUserid: string | null;
  changes: string[];
  problems: RowProblem[];
}

async function judgeRows(app: App, one: CustomerImport, rows: ImportRow[]): Promise<Outcome[]> {
  const reader = await rowReader(app, one);
  const plans = rows.map((row) => readRow(reader.columns, row.cells));
  const matches = await matchCustomers(app, actorOfImport(one), plans);
  const found = [...new Set(matches.flatMap((match) => (match.state === "found" ? match.externalUserid : [])))];
  const firstRows = await earlierRows(app, one.id, found);
  const changesOf = await differ(app, one.corpId, reader, found);
  return rows.map((row, index) => {
    const plan = plans[index]!;
    const match = matches[index]!;
    const refused = refusal(plan, match, reader);
    if (refused) return { row, externalUserid: null, changes: [], ...refused };
    const { externalUserid } = match as Match & { state: "found" };
    const twin = firstRows.get(externalUserid);
    if (twin !== undefined) {
      const problem = { column: "", text: `与第 ${twin} 行是同一位客户`, todo: "请合并成一行" };
      return { row, state: "invalid", externalUserid: null, changes: [], problems: [problem] };
    }
    firstRows.set(externalUserid, row.rowNo);
    const { names } = changesOf(externalUserid, plan);
    return { row, state: names.length > 0 ? "change" : "unchanged", externalUserid, changes: names, problems: [] };
  });
}

function refusal(plan: RowPlan, match: Match, reader: RowReader): Pick<Outcome, "state" | "problems"> | null {
  const { problems } = findTags(reader.tags, plan.tags, reader.tagColumn);
  const all = [...(match.state === "found" ? [] : [match.problem]), ...plan.problems, ...problems];
  if (all.length === 0) return null;
  return { state: match.state === "found" ? "invalid" : match.state, problems: all };
}

/** Rows of the file that mean these customers already. */
async function earlierRows(app: App, importId: string, found: string[]): Promise<Map<string, number>> {
  if (found.length === 0) return new Map();
  const rows: { id: string; rowNo: number }[] = await app.db.query(
    `SELECT external_userid AS id, MIN(row_no) AS rowNo FROM customer_import_rows
     WHERE import_id = ? AND external_userid IN (?) GROUP BY external_userid`,
    [importId, found],
  );
  return new Map(rows.map((row) => [row.id, Number(row.rowNo)]));
}

/** Compares plans with what these customers have. */
export async function differ(
  app: App,
  corpId: string,
  reader: RowReader,
  externalUserids: string[],
): Promise<(externalUserid: string, plan: RowPlan) => RowChange> {
  const [values, dates, tags] = await Promise.all([
    valuesOfCustomers(app, corpId, externalUserids),
    importantDatesOf(app, corpId, externalUserids),
    tagsOfCustomers(app, corpId, externalUserids),
  ]);
  const dateKey = (id: string, date: { kind: string; label: string }) => `${id} ${date.kind} ${date.label}`;
  const heldDates = new Map(dates.map((date) => [dateKey(date.externalUserid, date), date]));
  return (externalUserid, plan) => {
    const fields = reader.fields.filter((field) => {
      const wanted = plan.values[field.fieldKey];
      if (wanted === undefined) return false;
      const held = heldValue(field, values.get(externalUserid)?.get(field.id) ?? NO_VALUE);
      return JSON.stringify(held) !== JSON.stringify(heldValue(field, parseValue(field, wanted)));
    });
    const newDates = plan.dates.filter((date) => {
      const held = heldDates.get(dateKey(externalUserid, { ...date, label: plainLabel(date.kind, date.label) }));
      if (!held) return true;
      const same = held.calendar === date.calendar && held.month === date.month && held.day === date.day;
      // A row without the year does not take the year away.
      return !same || Boolean(held.leapMonth) !== date.leapMonth || (date.year !== null && date.year !== held.year);
    });
    const { ids, problems } = findTags(reader.tags, plan.tags, reader.tagColumn);
    const carried = new Set((tags.get(externalUserid) ?? []).map((tag) => tag.id));
    const tagIds = ids.filter((id) => !carried.has(id));
    return {
      plan: { ...plan, dates: newDates },
      tagIds,
      names: [
        ...fields.map((field) => field.label),
        ...newDates.map(dateName),
        ...(tagIds.length > 0 ? [`标签 ${tagIds.length} 个`] : []),
      ],
      problems,
    };
  };
}
