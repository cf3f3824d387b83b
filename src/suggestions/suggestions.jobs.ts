import type { App } from "../app";
import { isBehind, joinRanges, StoredRange, waitingPairsIn } from "../conversations";
import { defineJob } from "../platform/work";
import { suggestReplies } from "./suggest-replies";

/** Old chats that are read in for the first time need no proposals. */
const FRESH_MS = 24 * 3_600_000;
/** Where many wait at once, or more than we keep up with, the rest are answered when the sidebar asks: it makes what is missing. */
const AHEAD = 10;

/** Proposals for those who have just written, so that they stand when the member looks. */
export const suggestJob = defineJob({
  queue: "insights",
  merge: joinRanges,
  payload: StoredRange,
  async run(app: App, range, { corpId }) {
    if (await isBehind(app, corpId, range)) return;
    const since = new Date(app.now().getTime() - FRESH_MS);
    for (const pair of await waitingPairsIn(app, corpId, range, { since, limit: AHEAD })) {
      await suggestReplies(app, { corpId, ...pair });
    }
  },
});
