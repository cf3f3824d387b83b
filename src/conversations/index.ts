import type { CapabilityModule } from "../app";
import { clockSchedules, rerunClockJob, rescheduleAlertsJob, runClockJob } from "./clock/clock.jobs";
import { forgetWaits } from "./clock/forget-waits";
import { ResponseClock } from "./clock/response-clock.entity";
import { ResponseDay } from "./clock/response-day.entity";
import { ResponseSettings } from "./clock/response-settings.entity";
import { ThreadWait } from "./clock/thread-wait.entity";
import { conversationsApi } from "./conversations.api";
import { conversationsConsole } from "./conversations.console";
import { CustomerMessageDay } from "./customer-message-day.entity";
import { enlistOlderMedia } from "./enlist-past-media";
import { Message } from "./message.entity";
import { MessageRecall } from "./message-recall.entity";
import { conversationsPersonalData } from "./personal-data";
import { InternalRoom } from "./rooms/internal-room.entity";
import { nameRoomsJob } from "./rooms/name-rooms";
import { searchEntities, searchSchedules, unindexMessages } from "./search";
import { showDaysJob } from "./show-days";
import { Thread } from "./thread.entity";
import { ThreadParticipant } from "./thread-participant.entity";

export { workCalendar } from "./clock/response-rules";
export { ThreadWait } from "./clock/thread-wait.entity";
export { requireVisibleThread, threadScopeSql } from "./conversations.policy";
export {
  countMessages,
  findMessages,
  findThread,
  messagesOfThread,
  recentMessages,
  singleThread,
  threadsOfCustomer,
  unansweredThreads,
} from "./conversations.queries";
export { enlistPastMedia } from "./enlist-past-media";
export { listMessages } from "./list-messages";
export { Message, type SenderKind } from "./message.entity";
export type { MessageContent, PartContent } from "./message-content";
export { MessageSearchQuery } from "./message-search.schema";
export { presentThread } from "./present-threads";
export { ReadingRecord } from "./reading-record";
export { removeMessages } from "./remove-messages";
export { type SearchHit, type SearchPage, type SearchQuery, searchMessages, tendIndex } from "./search";
export { searchAs } from "./search-as";
export { type ArchivedRow, type StoreReport, storeMessages } from "./store-messages";
export { customerWordsIn, isBehind, joinRanges, momentsIn, StoredRange, waitingPairsIn } from "./stored-range";
export { Thread, type ThreadKind } from "./thread.entity";
export { threadsOfMessages, threadTitles } from "./thread-titles";

export const conversations: CapabilityModule = {
  name: "conversations",
  entities: [
    Thread,
    ThreadParticipant,
    Message,
    MessageRecall,
    CustomerMessageDay,
    ResponseClock,
    ThreadWait,
    ResponseDay,
    ResponseSettings,
    InternalRoom,
    ...searchEntities,
  ],
  personalData: conversationsPersonalData,
  consoleRoutes: conversationsConsole,
  jobs: {
    "run-clock": runClockJob,
    "rerun-clock": rerunClockJob,
    "reschedule-alerts": rescheduleAlertsJob,
    "name-rooms": nameRoomsJob,
    "show-days": showDaysJob,
  },
  on: {
    "messages.stored": ["run-clock", "show-days"],
    "messages.stored-internally": "name-rooms",
    "message.recalled": "rerun-clock",
  },
  schedules: {
    ...clockSchedules,
    ...searchSchedules,
    "enlist-older-media": { everyMs: 60_000, run: (app) => enlistOlderMedia(app) },
  },
  forgetMessages: async (app, tx, corpId, messages, why) => {
    await unindexMessages(app, tx, corpId, messages);
    await forgetWaits(app, tx, corpId, messages, why);
  },
  apiRoutes: conversationsApi,
};
