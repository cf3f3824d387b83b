import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { PageQuery, parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf, recordAudit } from "../staff";
import { askForApply } from "./apply-import";
import { askForCheck } from "./check-import";
import { ImportFileError, limits } from "./imports.errors";
import { findImport, listImports, listRows, presentImport } from "./imports.queries";
import { CheckImport } from "./imports.schema";
import { reportLines } from "./report";
import { startImport } from "./start-import";

const ImportParams = z.object({ id: z.string().regex(/^\d{1,20}$/) });
const UploadQuery = z.object({ name: z.string().trim().min(1).max(255) });
const RowsQuery = PageQuery.extend({ problems: z.enum(["0", "1"]).default("0") });

export function importsConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/imports", async (ctx) => {
    ctx.body = { data: await listImports(app, actorOf(ctx)) };
  });

  /** The body is the file. */
  router.post("/imports/customers", async (ctx) => {
    const { name } = parseQuery(ctx, UploadQuery);
    const file = await readBody(ctx.req);
    const one = await startImport(app, actorOf(ctx), { fileName: name, file });
    ctx.body = { data: await presentImport(app, one) };
  });

  router.get("/imports/:id", async (ctx) => {
    const { id } = parseParams(ctx, ImportParams);
    ctx.body = { data: await presentImport(app, await findImport(app, actorOf(ctx), id)) };
  });

  router.post("/imports/:id/check", async (ctx) => {
    const { id } = parseParams(ctx, ImportParams);
    const { mapping } = parseBody(ctx, CheckImport);
    await askForCheck(app, await findImport(app, actorOf(ctx), id), mapping);
    ctx.body = { data: await presentImport(app, await findImport(app, actorOf(ctx), id)) };
  });

  router.post("/imports/:id/apply", async (ctx) => {
    const { id } = parseParams(ctx, ImportParams);
    await askForApply(app, await findImport(app, actorOf(ctx), id));
    ctx.body = { data: await presentImport(app, await findImport(app, actorOf(ctx), id)) };
  });

  router.get("/imports/:id/rows", async (ctx) => {
    const { id } = parseParams(ctx, ImportParams);
    const { problems, ...page } = parseQuery(ctx, RowsQuery);
    ctx.body = await listRows(app, await findImport(app, actorOf(ctx), id), { ...page, problems: problems === "1" });
  });

  router.get("/imports/:id/report.csv", async (ctx) => {
    const { id } = parseParams(ctx, ImportParams);
    const one = await findImport(app, actorOf(ctx), id);
    await recordAudit(app, actorOf(ctx), { action: "customers.import_report", subject: `import:${id}` });
    ctx.type = "text/csv; charset=utf-8";
    ctx.attachment(`导入结果-${one.id}.csv`);
    ctx.body = Readable.from(reportLines(app, one));
  });

  return router;
}

/** @throws {ImportFileError} as soon as it is too large; the rest is not kept. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    // Read to the end all the same: a browser that is cut off shows no answer.
    if (size <= limits.bytes) chunks.push(chunk as Buffer);
    if (size > limits.bytes * 3) break;
  }
  if (size > limits.bytes) throw new ImportFileError("too_large");
  return Buffer.concat(chunks);
}
