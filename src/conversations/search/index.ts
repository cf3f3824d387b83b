import { IndexBacklog, IndexRebuild, IndexRemoval } from "./index-backlog.entity";
import { IndexPage, IndexSegment } from "./index-segment.entity";

export type { IndexableMessage } from "./build-segment";
export { indexMessages } from "./index-messages";
export {
  type SearchHit,
  type SearchPage,
  type SearchQuery,
  searchMessages,
} from "./search-messages";
export { unindexMessages } from "./unindex-messages";

export const searchEntities = [IndexSegment, IndexPage, IndexBacklog, IndexRemoval, IndexRebuild];
