import type { App, Schedule } from "../app";
import { releaseDueChecks } from "./release-due-checks";
import { releaseDueTouches } from "./release-due-touches";
import { recoverAbandonedClaims } from "./task-outcome";

/** A person waits at the other end of each, so all look often; a look at nothing costs one indexed query. */
const EVERY_MS = 2_000;

function every(look: (app: App, corpId: string) => Promise<number>): Schedule {
  return {
    everyMs: EVERY_MS,
    async run(app) {
      await look(app, app.config.wecom.corpId);
    },
  };
}

export const outreachSchedules: Record<string, Schedule> = {
  "release-touches": every(releaseDueTouches),
  "release-checks": every(releaseDueChecks),
  "recover-claims": every(recoverAbandonedClaims),
};
