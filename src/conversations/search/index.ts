import type { Schedule } from "../../app";
import { IndexBacklog, IndexRebuild, IndexRemoval } from "./index-backlog.entity";
import { IndexPage, IndexSegment } from "./index-segment.entity";
import { tendIfNeeded } from "./tend-if-needed";

export type { IndexableMessage } from "./build-segment";
export { indexMessages } from "./index-messages";
export {
  checkSearch,
  type HitThread,
  type SearchHit,
  type SearchPage,
  type SearchQuery,
  searchMessages,
} from "./search-messages";
export { type TendOptions, tendIndex } from "./tend-index";
export { unindexMessages } from "./unindex-messages";

export const searchSchedules: Record<string, Schedule> = {
  "tend-search-index": { everyMs: 2_000, run: tendIfNeeded },
};

export const searchEntities = [IndexSegment, IndexPage, IndexBacklog, IndexRemoval, IndexRebuild];
