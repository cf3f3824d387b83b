import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { groupDetailsSettleAt } from "../wecom";
import { ContactWay } from "./contact-way.entity";
import { GroupWay } from "./group-way.entity";
import { noteArrival } from "./note-arrival";
import { noteGroupArrivals } from "./note-group-arrivals";

/** contact.added and contact.lost, which also tells by whom. */
export const noteArrivalJob = defineJob({
  queue: "automations",
  concerns: async (tx, corpId, changes) => {
    const hasCodes = await tx.getRepository(ContactWay).existsBy({ corpId });
    return changes.map(() => hasCodes);
  },
  payload: z.object({ externalUserid: z.string(), userid: z.string() }),
  async run(app: App, { externalUserid, userid }, { corpId }) {
    await noteArrival(app, { corpId, externalUserid, userid });
  },
});

/** group.changed: who came by a code is seen once WeCom shows the change. */
export const groupChangedJob = defineJob({
  queue: "automations",
  payload: z.object({ chatId: z.string() }),
  async run(app: App, { chatId }, { corpId }) {
    if (!(await app.db.getRepository(GroupWay).existsBy({ corpId }))) return;
    const handler = "contactways.note-group-arrivals";
    await app.work.addNow({ corpId, handler, payload: { chatId }, notBefore: groupDetailsSettleAt() });
  },
});

export const noteGroupArrivalsJob = defineJob({
  queue: "automations",
  payload: z.strictObject({ chatId: z.string() }),
  async run(app: App, { chatId }, { corpId }) {
    await noteGroupArrivals(app, corpId, chatId);
  },
});
