import type { App, CapabilityModule, Schedule } from "../app";
import { rowsOf } from "../platform/rows-of";
import { ContactWay } from "./contact-way.entity";
import { ContactWayArrival } from "./contact-way-arrival.entity";
import { contactwaysApi } from "./contactways.api";
import { contactwaysConsole } from "./contactways.console";
import { groupChangedJob, noteArrivalJob, noteGroupArrivalsJob } from "./contactways.jobs";
import { GroupWay } from "./group-way.entity";
import { GroupWayArrival } from "./group-way-arrival.entity";
import { markWaitingTags } from "./mark-arrival-tags";
import { settleWays } from "./settle-ways";

function every(everyMs: number, look: (app: App, corpId: string) => Promise<number>): Schedule {
  return {
    everyMs,
    async run(app) {
      await look(app, app.config.wecom.corpId);
    },
  };
}

/** 渠道活码: QR codes by channel, whom they lead to, how they greet, who came and stayed. */
export const contactways: CapabilityModule = {
  name: "contactways",
  entities: [ContactWay, ContactWayArrival, GroupWay, GroupWayArrival],
  personalData: [
    { label: "活码进线记录", ...rowsOf("contact_way_arrivals") },
    { label: "活码进群记录", ...rowsOf("group_way_arrivals") },
  ],
  consoleRoutes: contactwaysConsole,
  apiRoutes: contactwaysApi,
  jobs: {
    "note-arrival": noteArrivalJob,
    "group-changed": groupChangedJob,
    "note-group-arrivals": noteGroupArrivalsJob,
  },
  on: { "contact.added": "note-arrival", "contact.lost": "note-arrival", "group.changed": "group-changed" },
  schedules: { settle: every(10_000, settleWays), "mark-waiting-tags": every(15_000, markWaitingTags) },
};
