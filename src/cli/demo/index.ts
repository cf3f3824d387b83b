import type { Command } from "../commands";
import { print, withApp } from "../with-app";
import * as steps from "./steps";
import { openStory } from "./story";

/** Tells the demo story against the running system; every step is checked, a step that fails ends it with exit 1. */
export const demo: Command = {
  summary: "play the demo story against the running system and its local WeCom; can be run again",
  run: () =>
    withApp(async (app) => {
      if (app.config.environment === "production") {
        process.stderr.write("demo: refused with NODE_ENV=production\n");
        return 1;
      }
      const say = (step: number, text: string, evidence: Record<string, unknown> = {}) =>
        print(`[${step}] ${text}${Object.keys(evidence).length ? `  ${JSON.stringify(evidence)}` : ""}`);
      const story = await openStory(app, say);
      if (!(await story.wecom.isThere())) {
        process.stderr.write("demo: needs the local WeCom; run npm start first\n");
        return 1;
      }
      await steps.customerScans(story);
      await steps.customerAsks(story);
      await steps.customerIsTagged(story);
      await steps.managerReadsSummary(story);
      await steps.birthdayIsGreeted(story);
      await steps.pushIsMoved(story);
      await steps.serviceGroupOpens(story);
      await steps.everythingArrivedOnce(story);
      print("demo: every step done");
      return 0;
    }),
};
