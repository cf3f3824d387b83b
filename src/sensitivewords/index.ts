import type { App, CapabilityModule } from "../app";
import { StoredRange } from "../conversations";
import { defineJob } from "../platform/work";
import { checkMessages } from "./check-messages";
import { advanceScan } from "./scan-past";
import { SensitiveHit } from "./sensitive-hit.entity";
import { SensitiveScan } from "./sensitive-scan.entity";
import { SensitiveSettings } from "./sensitive-settings.entity";
import { SensitiveWord } from "./sensitive-word.entity";
import { sensitivewordsConsole } from "./sensitivewords.console";
import { tellReceivers } from "./tell-receivers";

/** Words that managers want to hear of, found in what members and customers write. */
export const sensitivewords: CapabilityModule = {
  name: "sensitivewords",
  entities: [SensitiveWord, SensitiveSettings, SensitiveHit, SensitiveScan],
  consoleRoutes: sensitivewordsConsole,
  jobs: {
    check: defineJob({
      queue: "insights",
      concerns: async (tx, corpId, ranges) => {
        const isWatched = await tx.existsBy(SensitiveWord, { corpId, enabled: true });
        return ranges.map(() => isWatched);
      },
      payload: StoredRange,
      async run(app: App, range, { corpId }) {
        await checkMessages(app, { corpId, ...range });
      },
    }),
  },
  on: { "messages.stored": "check" },
  schedules: {
    "tell-receivers": {
      everyMs: 60_000,
      async run(app) {
        await tellReceivers(app, app.config.wecom.corpId);
      },
    },
    "advance-scan": { everyMs: 5_000, run: (app) => advanceScan(app, app.config.wecom.corpId) },
  },
  async forgetMessages(_app, tx, corpId, messages) {
    if (messages.length === 0) return;
    const ids = messages.map((message) => message.id);
    await tx.query("DELETE FROM sensitive_hits WHERE corp_id = ? AND message_id IN (?)", [corpId, ids]);
  },
};
