import { z } from "zod";
import type { Actor, App } from "../app";
import { defineApiRoute } from "../platform/http";
import { archiveStatus } from "./archive.queries";

const Seq = z.string().describe("decimal, may exceed 2^53");

const ArchiveStatusView = z.object({
  configured: z.boolean().describe("secret, library and keys are given"),
  seq: Seq.describe("how far the archive was pulled; 0 before the first page"),
  rows: z.number().describe("rows pulled, parked ones included"),
  parked: z.array(z.object({ reason: z.string(), rows: z.number(), firstSeq: Seq, lastSeq: Seq })),
  lastSuccessAt: z.date().nullable(),
  hoursSinceSuccess: z.number().nullable(),
  hoursUntilLoss: z.number().nullable().describe("what is left of WeCom's 120 hours; null before the first success"),
  newestMessageAt: z.date().nullable(),
  lastError: z.object({ reason: z.string(), at: z.date().nullable() }).nullable(),
});

/** What other systems may ask. */
export const archiveApi = [
  defineApiRoute({
    method: "get",
    path: "/archive/status",
    summary: "How far the conversation archive was pulled, what is parked, and how long until messages would be lost",
    response: z.object({ data: ArchiveStatusView }),
    // Counts and times only: any token of the corp may watch them.
    handle: async (app: App, actor: Actor) => ({ data: await archiveStatus(app, actor.corpId) }),
  }),
];
