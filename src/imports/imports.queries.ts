import { In } from "typeorm";
import type { Actor, App } from "../app";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { memberNames } from "../staff";
import { CustomerImport } from "./customer-import.entity";
import { ImportRow } from "./import-row.entity";
import { ImportNotFoundError } from "./imports.errors";
import {
  type ImportListRow,
  type ImportRowView,
  type ImportView,
  problemStates,
  type RowState,
} from "./imports.schema";
import { listTargets } from "./targets";

const LIST = 20;
const SAMPLES = 3;
const EXCERPT_CHARS = 60;

/** Somebody else's file is nobody's business but an admin's. @throws {ImportNotFoundError} */
export async function findImport(app: App, actor: Actor, id: string): Promise<CustomerImport> {
  const own = actor.role === "admin" ? {} : { userid: actor.userid };
  const found = await app.db.getRepository(CustomerImport).findOneBy({ corpId: actor.corpId, id, ...own });
  if (!found) throw new ImportNotFoundError();
  return found;
}

/** Latest first. */
export async function listImports(app: App, actor: Actor): Promise<ImportListRow[]> {
  const { corpId } = actor;
  const own = actor.role === "admin" ? {} : { userid: actor.userid };
  const found = await app.db
    .getRepository(CustomerImport)
    .find({ where: { corpId, ...own }, order: { id: "DESC" }, take: LIST });
  const names = await memberNames(
    app,
    corpId,
    found.map((one) => one.userid),
  );
  return Promise.all(found.map(async (one) => presentHead(one, names, await countRows(app, one.id))));
}

function presentHead(one: CustomerImport, names: Map<string, string>, counts: ImportView["counts"]): ImportListRow {
  return {
    id: one.id,
    fileName: one.fileName,
    status: one.status,
    rows: one.rowCount,
    by: names.get(one.userid) ?? one.userid,
    createdAt: one.createdAt.toISOString(),
    finishedAt: one.finishedAt?.toISOString() ?? null,
    counts,
  };
}

export async function presentImport(app: App, one: CustomerImport): Promise<ImportView> {
  const { corpId, id, columns, mapping } = one;
  const [names, counts, targets, samples] = await Promise.all([
    memberNames(app, corpId, [one.userid]),
    countRows(app, id),
    listTargets(app, corpId, { columns, mapping }),
    app.db.getRepository(ImportRow).find({ where: { corpId, importId: id }, order: { rowNo: "ASC" }, take: 20 }),
  ]);
  return {
    ...presentHead(one, names, counts),
    columns: columns.map((title, index) => ({
      title,
      target: mapping[index] ?? "",
      samples: samples
        .map((row) => row.cells[index] ?? "")
        .filter((cell) => cell !== "")
        .slice(0, SAMPLES),
    })),
    targets,
  };
}

export async function countRows(app: App, importId: string): Promise<Partial<Record<RowState, number>>> {
  const rows: { state: RowState; rows: string }[] = await app.db.query(
    "SELECT state, COUNT(*) AS `rows` FROM customer_import_rows WHERE import_id = ? GROUP BY state",
    [importId],
  );
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.rows)]));
}

/** In the order of the file. @param problems only rows that need a person. */
export async function listRows(
  app: App,
  one: Pick<CustomerImport, "corpId" | "id">,
  page: { problems: boolean; cursor?: string | undefined; limit: number },
): Promise<Page<ImportRowView>> {
  const [after] = page.cursor ? decodeCursor(page.cursor) : [];
  const query = app.db
    .getRepository(ImportRow)
    .createQueryBuilder("r")
    .where("r.corpId = :corpId AND r.importId = :importId AND r.rowNo > :after", {
      corpId: one.corpId,
      importId: one.id,
      after: Number(after ?? 0),
    });
  const states: RowState[] = page.problems ? [...problemStates] : ["change", "unchanged", "applied", ...problemStates];
  const rows = await query
    .andWhere({ state: In(states) })
    .orderBy("r.rowNo", "ASC")
    .take(page.limit + 1)
    .getMany();
  return toPage(rows.map(presentRow), page.limit, (row) => [row.rowNo]);
}

function presentRow({ rowNo, state, externalUserid, cells, changes, problems }: ImportRow): ImportRowView {
  const excerpt = cells.filter((cell) => cell !== "").join(" · ");
  return { rowNo, state, externalUserid, excerpt: excerpt.slice(0, EXCERPT_CHARS), changes, problems };
}
