import { z } from "zod";
import type { Actor, App } from "../app";
import { defineApiRoute } from "../platform/http";
import { callbackStats } from "./callbacks.queries";
import { CallbackStats } from "./callbacks.schema";

/** What other systems may ask. */
export const callbacksApi = [
  defineApiRoute({
    method: "get",
    path: "/callbacks/stats",
    summary:
      "Where the deliveries of WeCom are: received + duplicate were answered 200; received = processed + waiting + parked",
    response: z.object({ data: CallbackStats }),
    // Counts only: any token of the corp may watch them.
    handle: async (app: App, actor: Actor) => ({ data: await callbackStats(app, actor.corpId) }),
  }),
];
