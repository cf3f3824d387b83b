import { z } from "zod";
import { type AppUseEvent, appUseEvents, type EventName, type Events } from "../events";
import { type XmlFields, XmlInt, type XmlNode, XmlOptionalInt, XmlOptionalText, XmlText, xmlItems } from "../wecom";
import type { CallbackMessage } from "./message";

/** An event for the rest of the house. */
export type News = { [Name in EventName]: { name: Name; payload: Events[Name] } }[EventName];

/** What a callback means: news to pass on, or nothing we act on, or a kind we do not know. */
export type Meaning = { kind: "news"; news: News[] } | { kind: "ignored" } | { kind: "unknown" };

/** As long as the column. */
const ORDER_KEY_CHARS = 96;

const contactChanges = new Set([
  "add_external_contact",
  "add_half_external_contact",
  "edit_external_contact",
  "del_external_contact",
  "del_follow_user",
  "transfer_fail",
]);
const memberChanges = new Set([
  "create_user",
  "update_user",
  "delete_user",
  "create_party",
  "update_party",
  "delete_party",
]);

/** Known, and nothing here depends on them. @see https://developer.work.weixin.qq.com/document/path/90240 */
const ignoredEvents = new Set([
  "subscribe",
  "unsubscribe",
  "enter_agent",
  "LOCATION",
  "click",
  "view",
  "view_miniprogram",
  "scancode_push",
  "scancode_waitmsg",
  "pic_sysphoto",
  "pic_photo_or_album",
  "pic_weixin",
  "location_select",
  "batch_job_result",
  "template_card_menu_event",
  "customer_acquisition",
  "kf_msg_or_event",
  "kf_account_auth_change",
]);

/** What members write to the app. @see https://developer.work.weixin.qq.com/document/path/90239 */
const memberMessages = new Set(
  ["text", "image", "voice", "video", "location", "link"].map((type) => `message:${type}`),
);

const ContactChange = z.looseObject({
  UserID: XmlText,
  ExternalUserID: XmlText,
  CreateTime: XmlInt,
  State: XmlOptionalText,
  Source: XmlOptionalText,
  FailReason: XmlOptionalText,
  WelcomeCode: XmlOptionalText,
});
const GroupChange = z.looseObject({
  ChatId: XmlText,
  CreateTime: XmlInt,
  UpdateDetail: XmlOptionalText,
  JoinScene: XmlOptionalInt,
  QuitScene: XmlOptionalInt,
  MemChangeCnt: XmlOptionalInt,
  LastMemVer: XmlOptionalText,
  CurMemVer: XmlOptionalText,
});
const TagChange = z.looseObject({
  /** Empty for a shuffle of all groups. */
  Id: XmlOptionalText,
  TagType: XmlOptionalText.pipe(z.enum(["tag", "tag_group"]).optional()),
  CreateTime: XmlInt,
});
const MemberChange = z.looseObject({ UserID: XmlOptionalText, NewUserID: XmlOptionalText, CreateTime: XmlInt });
const Notify = z.looseObject({ CreateTime: XmlInt });
const AppUse = z.looseObject({ AgentID: XmlOptionalInt, EffectTime: XmlOptionalInt, CreateTime: XmlInt });
const CardEvent = z.looseObject({
  FromUserName: XmlText,
  EventKey: XmlOptionalText,
  TaskId: XmlOptionalText,
  CardType: XmlOptionalText,
  ResponseCode: XmlOptionalText,
  CreateTime: XmlInt,
});

/**
 * Whether this is a change of a customer, group or tag with all that makes it one. Asked before each answer, and nearly all
 * are: a schema would cost more than the rest of the reading. False says nothing.
 */
export function isPlainlyKnown({ event, changeType, createTime, fields }: CallbackMessage): boolean {
  if (changeType === null || createTime === null) return false;
  switch (event) {
    case "change_external_contact":
      return contactChanges.has(changeType) && isText(fields.UserID) && isText(fields.ExternalUserID);
    case "change_external_chat":
      return (
        isText(fields.ChatId) &&
        groupTexts.every((name) => isTextOrNone(fields[name])) &&
        groupCounts.every((name) => isCountOrNone(fields[name]))
      );
    case "change_external_tag":
      return isTextOrNone(fields.Id) && (fields.TagType === "tag" || fields.TagType === "tag_group");
    default:
      return false;
  }
}

const groupTexts = ["UpdateDetail", "LastMemVer", "CurMemVer"] as const;
const groupCounts = ["JoinScene", "QuitScene", "MemChangeCnt"] as const;
const COUNT = /^\d{1,10}$/;

function isText(node: XmlNode | undefined): boolean {
  return typeof node === "string" && node !== "";
}

function isTextOrNone(node: XmlNode | undefined): boolean {
  return node === undefined || typeof node === "string";
}

function isCountOrNone(node: XmlNode | undefined): boolean {
  return node === undefined || (typeof node === "string" && COUNT.test(node));
}

/** @throws {ZodError} when an event of a known kind lacks what it must have. */
export function meaningOf(message: CallbackMessage): Meaning {
  const { event, changeType, fields } = message;
  if (event === "change_external_contact" && changeType) return contactMeaning(changeType, fields);
  if (event === "change_external_chat" && changeType) return one(groupNews(changeType, fields));
  if (event === "change_external_tag" && changeType) return one(tagNews(changeType, fields));
  if (event === "change_contact" && changeType) {
    return memberChanges.has(changeType) ? one(memberNews(changeType, fields)) : { kind: "unknown" };
  }
  if (event === "msgaudit_notify") {
    return one({ name: "callback.msgaudit", payload: { eventTime: Notify.parse(fields).CreateTime } });
  }
  const appUse = appUseEvents.find((name) => name === event);
  if (appUse) return one(appUseNews(appUse, fields));
  if (event === "template_card_event") return one(cardNews(fields));
  if (ignoredEvents.has(event) || memberMessages.has(event)) return { kind: "ignored" };
  return { kind: "unknown" };
}

function one(news: News): Meaning {
  return { kind: "news", news: [news] };
}

function contactMeaning(changeType: string, fields: XmlFields): Meaning {
  if (changeType !== "msg_audit_approved" && !contactChanges.has(changeType)) return { kind: "unknown" };
  const change = ContactChange.parse(fields);
  const pair = { userid: change.UserID, externalUserid: change.ExternalUserID, eventTime: change.CreateTime };
  if (changeType === "msg_audit_approved") return one({ name: "callback.consent", payload: pair });
  const payload = {
    ...pair,
    changeType,
    ...(change.State && { state: change.State }),
    ...(change.Source && { source: change.Source }),
    ...(change.FailReason && { failReason: change.FailReason }),
  };
  const news: News[] = [{ name: "callback.contact", payload }];
  if (changeType !== "edit_external_contact") news.push({ name: "callback.relation", payload });
  return { kind: "news", news };
}

function groupNews(changeType: string, fields: XmlFields): News {
  const change = GroupChange.parse(fields);
  return {
    name: "callback.group",
    payload: {
      changeType,
      chatId: change.ChatId,
      eventTime: change.CreateTime,
      memberIds: xmlItems(fields.MemChangeList),
      ...(change.UpdateDetail && { updateDetail: change.UpdateDetail }),
      ...(change.JoinScene !== undefined && { joinScene: change.JoinScene }),
      ...(change.QuitScene !== undefined && { quitScene: change.QuitScene }),
      ...(change.MemChangeCnt !== undefined && { memberCount: change.MemChangeCnt }),
      ...(change.LastMemVer && { lastMemVer: change.LastMemVer }),
      ...(change.CurMemVer && { curMemVer: change.CurMemVer }),
    },
  };
}

function tagNews(changeType: string, fields: XmlFields): News {
  const change = TagChange.parse(fields);
  return {
    name: "callback.tag",
    payload: {
      changeType,
      id: change.Id ?? "",
      eventTime: change.CreateTime,
      ...(change.TagType && { tagType: change.TagType }),
    },
  };
}

function memberNews(changeType: string, fields: XmlFields): News {
  const change = MemberChange.parse(fields);
  return {
    name: "callback.member",
    payload: {
      changeType,
      eventTime: change.CreateTime,
      ...(change.UserID && { userid: change.UserID }),
      ...(change.NewUserID && { newUserid: change.NewUserID }),
    },
  };
}

function appUseNews(event: AppUseEvent, fields: XmlFields): News {
  const use = AppUse.parse(fields);
  return {
    name: "callback.app-use",
    payload: {
      event,
      eventTime: use.CreateTime,
      ...(use.AgentID !== undefined && { agentId: use.AgentID }),
      ...(use.EffectTime !== undefined && { effectTime: use.EffectTime }),
    },
  };
}

function cardNews(fields: XmlFields): News {
  const card = CardEvent.parse(fields);
  return {
    name: "callback.template-card",
    payload: {
      userid: card.FromUserName,
      eventKey: card.EventKey ?? "",
      taskId: card.TaskId ?? "",
      cardType: card.CardType ?? "",
      responseCode: card.ResponseCode ?? "",
      eventTime: card.CreateTime,
      selected: selectedItems(fields.SelectedItems),
    },
  };
}

/** One SelectedItem is an object, several are a list; none is an empty text. */
function selectedItems(node: XmlNode | undefined): { questionKey: string; optionIds: string[] }[] {
  if (typeof node !== "object" || Array.isArray(node)) return [];
  return [node.SelectedItem ?? []].flat().flatMap((item) => {
    if (typeof item !== "object" || Array.isArray(item)) return [];
    const questionKey = typeof item.QuestionKey === "string" ? item.QuestionKey : "";
    return [{ questionKey, optionIds: xmlItems(item.OptionIds, "OptionId") }];
  });
}

const Welcome = z.looseObject({
  UserID: XmlText,
  ExternalUserID: XmlText,
  CreateTime: XmlInt,
  WelcomeCode: XmlText,
  State: XmlOptionalText,
});

/** A welcome code lives 20 s, so its news does not wait for the dispatch. Null when there is none. */
export function welcomeOf(message: CallbackMessage): Events["contact.welcome-offered"] | null {
  if (message.event !== "change_external_contact" || !message.fields.WelcomeCode) return null;
  const offer = Welcome.safeParse(message.fields);
  if (!offer.success || !offer.data.WelcomeCode) return null;
  const { UserID, ExternalUserID, WelcomeCode, CreateTime, State } = offer.data;
  return {
    userid: UserID,
    externalUserid: ExternalUserID,
    welcomeCode: WelcomeCode,
    eventTime: CreateTime,
    ...(State && { state: State }),
  };
}

/**
 * News of one customer or one group is acted upon one after another, in order; of different ones side by side. Tags are
 * one small tree, so their news keeps its order as a whole. Null: the order does not matter.
 */
export function orderKeyOf(news: News): string | null {
  switch (news.name) {
    case "callback.contact":
    case "callback.relation":
    case "callback.consent":
      return `customer:${news.payload.externalUserid}`.slice(0, ORDER_KEY_CHARS);
    case "callback.group":
      return `group:${news.payload.chatId}`.slice(0, ORDER_KEY_CHARS);
    case "callback.tag":
      return "tags";
    default:
      return null;
  }
}
