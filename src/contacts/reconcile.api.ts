import { z } from "zod";
import type { Actor, App } from "../app";
import { defineApiRoute } from "../platform/http";
import { requireAdmin, requireManager } from "../staff";
import { ReconcileExample, ReconcileReport, StartReconcileRequest } from "./contacts.schema";
import { findReport, listReports } from "./reconcile.queries";
import { startReconcile } from "./start-reconcile";

const ReportParams = z.object({ id: z.string().regex(/^\d{1,20}$/) });

export const reconcileApi = [
  defineApiRoute({
    method: "get",
    path: "/reconciliations",
    summary:
      "Comparisons of contacts, tags, groups and members with WeCom, latest first: what differed, what was repaired",
    response: z.object({ data: z.array(ReconcileReport) }),
    handle: async (app: App, actor: Actor) => {
      requireManager(actor, "reconcile.list");
      return { data: await listReports(app, actor.corpId) };
    },
  }),
  defineApiRoute({
    method: "get",
    path: "/reconciliations/:id",
    summary: "One comparison with a few examples of each kind: ids and names of fields, never what is in them",
    params: ReportParams,
    response: z.object({ data: ReconcileReport.extend({ examples: z.array(ReconcileExample) }) }),
    handle: async (app: App, actor: Actor, { params }) => {
      requireAdmin(actor, "reconcile.read");
      return { data: await findReport(app, actor.corpId, params.id) };
    },
  }),
  defineApiRoute({
    method: "post",
    path: "/reconciliations",
    summary: "Ask for a comparison now; `dryRun` only looks. It runs in the background",
    body: StartReconcileRequest,
    response: z.object({ data: z.object({ asked: z.literal(true) }) }),
    handle: async (app: App, actor: Actor, { body }) => {
      await startReconcile(app, actor, body);
      return { data: { asked: true as const } };
    },
  }),
];
