/** @see https://developer.work.weixin.qq.com/document/path/90240 */
export const appUseEvents = [
  "inactive_alert",
  "close_inactive_agent",
  "reopen_inactive_agent",
  "low_active_alert",
  "low_active",
  "active_restored",
] as const;
export type AppUseEvent = (typeof appUseEvents)[number];

interface ContactCallback {
  changeType: string;
  userid: string;
  externalUserid: string;
  eventTime: number;
  state?: string;
  source?: string;
  failReason?: string;
}

/**
 * The news that travels between capabilities: name → payload. Ids, not rows; a reader asks the store for the rest. News
 * about many rows travels as a range (`messages.archived`). Rows of `outbox` carry these payloads as JSON.
 */
export interface Events {
  /** Raw events are committed to the inbox: look there. */
  "callback.received": Record<string, never>;
  /** `change_external_contact`; times are unix seconds, `changeType` as WeCom writes it. */
  "callback.contact": ContactCallback;
  /** The same, but for edits of remark and tags, which are most of them: for who cares about the relation alone. */
  "callback.relation": ContactCallback;
  /** `change_external_chat`; `memberIds` may be shorter than `memberCount`. */
  "callback.group": {
    changeType: string;
    chatId: string;
    eventTime: number;
    updateDetail?: string;
    joinScene?: number;
    quitScene?: number;
    memberCount?: number;
    memberIds: string[];
    lastMemVer?: string;
    curMemVer?: string;
  };
  /** `change_external_tag`; an empty id with `shuffle` means all groups. */
  "callback.tag": { changeType: string; id: string; tagType?: "tag" | "tag_group"; eventTime: number };
  /** `change_contact`: the directory changed; only ids are sure to be there. */
  "callback.member": { changeType: string; userid?: string; newUserid?: string; eventTime: number };
  /** `msgaudit_notify`: the archive has new rows, pull now. */
  "callback.msgaudit": { eventTime: number };
  /** `template_card_event`: a member pressed a button; `responseCode` works once within 72 h. */
  "callback.template-card": {
    userid: string;
    eventKey: string;
    taskId: string;
    cardType: string;
    responseCode: string;
    eventTime: number;
    selected: { questionKey: string; optionIds: string[] }[];
  };
  /** WeCom warns that the app is hardly used, withdraws rights for it, or gives them back. `effectTime`: when it will happen, unix seconds. */
  "callback.app-use": {
    event: AppUseEvent;
    agentId?: number;
    effectTime?: number;
    eventTime: number;
  };
  /** `msg_audit_approved`: the customer agreed to be archived. */
  "callback.consent": { userid: string; externalUserid: string; eventTime: number };
  /** A callback brought a WelcomeCode: usable once, within 20 s of `eventTime` (unix s). Published in the transaction that stores the callback. */
  "contact.welcome-offered": {
    externalUserid: string;
    userid: string;
    welcomeCode: string;
    eventTime: number;
    state?: string;
  };
  /** A relation member–customer exists now (half or full). */
  "contact.added": { externalUserid: string; userid: string };
  "contact.updated": { externalUserid: string; userid: string };
  /** `by`: who ended the relation. */
  "contact.lost": { externalUserid: string; userid: string; by: "member" | "customer" };
  /** WeCom carried out a transfer: the customer is `to`'s now. */
  "contact.transferred": { externalUserid: string; from: string; to: string };
  /** Birthdays and the like of this customer were set anew. */
  "contact.dates-changed": { externalUserid: string };
  /** Profile fields of this customer changed; keys of the fields. */
  "contact.fields-changed": { externalUserid: string; fieldKeys: string[] };
  /** Tags of one relation changed; names of none, ids only. */
  "tag.changed": { externalUserid: string; userid: string; added: string[]; removed: string[] };
  "group.changed": { chatId: string; change: "create" | "update" | "dismiss" };
  /** Rows of the archive with fromSeq ≤ seq ≤ toSeq are stored, decrypted or parked. Decimal strings. */
  "messages.archived": { fromSeq: string; toSeq: string };
  /**
   * A follow-on of `messages.archived`: the messages with fromId ≤ id ≤ toId stand in their threads, all stored by one
   * transaction. Ids of others may lie between; these have news of their own.
   */
  "messages.stored": { fromId: string; toId: string };
  /** The same, when some of them were written in rooms without customers. */
  "messages.stored-internally": { fromId: string; toId: string };
  /** A stored message was withdrawn by its sender; it must not be quoted any more. */
  "message.recalled": { threadId: string; messageId: string };
  /** A customer has waited too long: first for the member (`level` 1), later for the leaders (2). Once per wait and level. */
  "conversation.unanswered": { threadId: string; sinceMessageId: string; waitId: string; level: 1 | 2 };
  /** Nobody may be sent to this article any more: it was deleted, or is a draft again. */
  "knowledge.withdrawn": { articleId: string };
  "knowledge.viewed": { articleId: string; externalUserid: string; linkId: string };
  /** A touch reached its end. */
  "outreach.settled": { touchId: string; externalUserid: string; status: string };
  "servicegroup.opened": { serviceGroupId: string; chatId: string; externalUserid: string };
  "suggestion.used": { suggestionId: string; userid: string; externalUserid: string };
}

export type EventName = keyof Events;
