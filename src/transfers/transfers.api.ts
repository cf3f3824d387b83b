import { z } from "zod";
import type { Actor, App } from "../app";
import { defineApiRoute } from "../platform/http";
import { startTransfer } from "./start-transfer";
import { TransfersQuery } from "./transfers.console";
import { listTransfers } from "./transfers.queries";
import { StartedTransfer, StartTransfer, TransferRow } from "./transfers.schema";

/** What other systems may ask. */
export const transfersApi = [
  defineApiRoute({
    method: "post",
    path: "/transfers",
    summary:
      "Give customers and groups of one member to another, a minute later. Those on the way already are left out, so it bears repeating",
    body: StartTransfer,
    response: z.object({ data: StartedTransfer }),
    handle: async (app: App, actor: Actor, { body }) => ({ data: await startTransfer(app, actor, body) }),
  }),
  defineApiRoute({
    method: "get",
    path: "/transfers",
    summary: "Transfers, newest first; `state` takes several, separated by commas",
    query: TransfersQuery,
    response: z.object({ data: z.array(TransferRow), nextCursor: z.string().nullable() }),
    handle: (app: App, actor: Actor, { query: { state, ...query } }) =>
      listTransfers(app, actor, { ...query, states: state }),
  }),
];
