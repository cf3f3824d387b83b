import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { noteArrival } from "./note-arrival";

/** contact.added and contact.lost, which also tells by whom. */
export const noteArrivalJob = defineJob({
  queue: "automations",
  payload: z.object({ externalUserid: z.string(), userid: z.string() }),
  async run(app: App, { externalUserid, userid }, { corpId }) {
    await noteArrival(app, { corpId, externalUserid, userid });
  },
});
