/**
 * The news that travels between capabilities: name → payload. Ids, not rows; a reader asks the store for the rest. News
 * about many rows travels as a range (`messages.archived`). Rows of `outbox` carry these payloads as JSON.
 */
export interface Events {
  /** A raw event is committed to the inbox. */
  "callback.received": { callbackId: string };
  /** A relation member–customer exists now (half or full). `welcomeCode` lives 20 s from `eventTime` (unix s). */
  "contact.added": { externalUserid: string; userid: string };
  "contact.updated": { externalUserid: string; userid: string };
  /** `by`: who ended the relation. */
  "contact.lost": { externalUserid: string; userid: string; by: "member" | "customer" };
  /** Tags of one relation changed; names of none, ids only. */
  "tag.changed": { externalUserid: string; userid: string; added: string[]; removed: string[] };
  "group.changed": { chatId: string; change: "create" | "update" | "dismiss" };
  /** Rows of the archive with fromSeq ≤ seq ≤ toSeq are stored, decrypted or parked. Decimal strings. */
  "messages.archived": { fromSeq: string; toSeq: string };
  /** A follow-on of `messages.archived`: threads that have new messages. */
  "thread.advanced": { threadId: string; toMessageId: string };
  "conversation.unanswered": { threadId: string; sinceMessageId: string };
  "knowledge.viewed": { articleId: string; externalUserid: string; linkId: string };
  /** A touch reached its end. */
  "outreach.settled": { touchId: string; externalUserid: string; status: string };
  "servicegroup.opened": { serviceGroupId: string; chatId: string; externalUserid: string };
  "suggestion.used": { suggestionId: string; userid: string; externalUserid: string };
}

export type EventName = keyof Events;
