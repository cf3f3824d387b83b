import type { CustomerProfile as Profile, TimelineRow } from "../../src/contacts/contacts.schema";
import type { Wire } from "../shared/wire";

/** What the sidebar reads of the server's answers; the server may send more. */
export type CustomerProfile = Wire<Profile>;
export type TimelineEvent = Wire<TimelineRow>;

export interface Reply {
  id: string;
  text: string;
  reason: string;
  source: { articleId: string; title: string; section: string | null } | null;
}

export interface NextAction {
  code: string;
  text: string;
}

export interface Suggestions {
  replies: Reply[];
  actions: NextAction[];
  /** The message that was answered; null when nothing waits for an answer. */
  messageId: string | null;
}

export interface Snippet {
  id: string;
  title: string;
  body: string;
  kind: "article" | "snippet";
  url: string | null;
}
