import type { Actor, App } from "../app";
import { batches } from "../platform/batches";
import { listFields } from "../profiles";
import { recordAudit } from "../staff";
import { CustomerImport } from "./customer-import.entity";
import { ImportRow } from "./import-row.entity";
import { readTable } from "./read-table";
import { guessMapping } from "./targets";

/**
 * Reads a file and keeps its rows, with a guess at what its columns mean. Nothing happens to any customer yet.
 *
 * @throws {ImportFileError} for a file that cannot be taken.
 */
export async function startImport(
  app: App,
  actor: Actor,
  input: { fileName: string; file: Buffer },
): Promise<CustomerImport> {
  const { corpId } = actor;
  const [heads = [], ...rows] = await readTable(input.file);
  const mapping = guessMapping(heads, await listFields(app, corpId));
  const filled = rows
    .map((cells, index) => ({ cells, rowNo: index + 2 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  const id = await app.work.transaction(async (tx) => {
    const { identifiers } = await tx.insert(CustomerImport, {
      corpId,
      fileName: input.fileName.slice(0, 255),
      status: "ready",
      columns: heads,
      mapping,
      rowCount: filled.length,
      userid: actor.userid,
      scope: actor.scope,
      createdAt: app.now(),
    });
    const importId = String(identifiers[0]?.id);
    for (const batch of batches(filled, (row) => row.cells.join("").length + 200)) {
      await tx.query(
        "INSERT INTO customer_import_rows (corp_id, import_id, row_no, cells, state, changes, problems) VALUES ?",
        [batch.map(({ cells, rowNo }) => [corpId, importId, rowNo, JSON.stringify(cells), "new", "[]", "[]"])],
      );
    }
    return importId;
  });
  await recordAudit(app, actor, { action: "customers.import", subject: `import:${id} rows:${filled.length}` });
  return app.db.getRepository(CustomerImport).findOneByOrFail({ corpId, id });
}

/** Files hold names and phones: a month after the upload only the timeline tells what they changed. */
const KEEP_DAYS = 30;
const PAGE = 5_000;

export async function forgetOldImports(app: App): Promise<void> {
  const before = new Date(app.now().getTime() - KEEP_DAYS * 86_400_000);
  const { corpId } = app.config.wecom;
  const old: { id: string }[] = await app.db.query(
    "SELECT id FROM customer_imports WHERE corp_id = ? AND created_at < ? AND status <> 'applying' LIMIT 50",
    [corpId, before],
  );
  for (const { id } of old) {
    for (;;) {
      await app.db.query("DELETE FROM customer_import_rows WHERE corp_id = ? AND import_id = ? LIMIT ?", [
        corpId,
        id,
        PAGE,
      ]);
      if (!(await app.db.getRepository(ImportRow).existsBy({ corpId, importId: id }))) break;
    }
    await app.db.getRepository(CustomerImport).delete({ corpId, id });
  }
}
