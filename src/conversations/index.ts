import type { CapabilityModule } from "../app";
import { conversationsConsole } from "./conversations.console";
import { CustomerMessageDay } from "./customer-message-day.entity";
import { Message } from "./message.entity";
import { MessageRecall } from "./message-recall.entity";
import { Thread } from "./thread.entity";
import { ThreadParticipant } from "./thread-participant.entity";

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
export { Message, type SenderKind } from "./message.entity";
export type { MessageContent, PartContent } from "./message-content";
export { ReadingRecord } from "./reading-record";
export { removeMessages } from "./remove-messages";
export { type ArchivedRow, type StoreReport, storeMessages } from "./store-messages";
export { customerWordsIn, momentsIn, StoredRange, waitingPairsIn } from "./stored-range";
export { Thread, type ThreadKind } from "./thread.entity";

export const conversations: CapabilityModule = {
  name: "conversations",
  entities: [Thread, ThreadParticipant, Message, MessageRecall, CustomerMessageDay],
  consoleRoutes: conversationsConsole,
};
