import { Not } from "typeorm";
import type { App } from "../app";
import { type LocalDay, listImportantDates, localDayOf, nextOccurrence } from "../contacts";
import { type Message, recentMessages } from "../conversations";
import { findPromises, isCourtesy, type Lexicon, normalize, readLexicon, termsOf } from "../language";
import { Touch } from "../outreach";
import type { NextAction } from "./suggestions.schema";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WAITING_MS = 2 * HOUR_MS;
/** An older message is a matter of care, not of an answer. */
const WAITING_AT_MOST_MS = 7 * DAY_MS;
const PROMISE_WINDOW_MS = 14 * DAY_MS;
const REMIND_BEFORE_MS = DAY_MS;
const BIRTHDAY_DAYS = 7;
const LOOK_BACK_MESSAGES = 60;
const MAX_ACTIONS = 2;
const QUOTE = 24;
const CLAUSE = /[，。！!,.\n ]/;
/** Behind an 「好的」 a short remark only rounds it off. */
const LONG_REMARK = 6;

interface Pair {
  corpId: string;
  externalUserid: string;
  userid: string;
}

/** What the member should do next for this customer, most pressing first; at most two. Computed from the store when asked for. */
export async function nextActions(app: App, pair: Pair): Promise<NextAction[]> {
  const messages = await recentMessages(app, pair.corpId, { ...pair, limit: LOOK_BACK_MESSAGES });
  const lexicon = readLexicon();
  const now = app.now();
  const actions = [
    waitingCustomer(messages, now, lexicon),
    duePromise(messages, now, app.config.timeZone, lexicon),
    await unplannedBirthday(app, pair, localDayOf(now, app.config.timeZone)),
  ];
  return actions.filter((action) => action !== undefined).slice(0, MAX_ACTIONS);
}

/** The customer has had the last word for more than two hours, and it was one that waits for an answer. */
export function waitingCustomer(messages: Message[], now: Date, lexicon: Lexicon): NextAction | undefined {
  const unanswered = messages.slice(messages.findLastIndex((message) => message.senderKind !== "customer") + 1);
  const first = unanswered.find((message) => awaitsAnswer(message.text, lexicon));
  if (!first) return undefined;
  const waitedMs = now.getTime() - first.sentAt.getTime();
  if (waitedMs < WAITING_MS || waitedMs > WAITING_AT_MOST_MS) return undefined;
  return {
    kind: "answer",
    text: `客户的消息已等 ${spokenDuration(waitedMs)}`,
    button: "去回复",
    dueAt: null,
    messageId: first.id,
  };
}

/** A question always does; a remark does unless it is a courtesy, begins by agreeing, or puts the matter off. */
function awaitsAnswer(text: string, lexicon: Lexicon): boolean {
  const plain = normalize(text);
  if (/[?？]/.test(text) || lexicon.asking.some((word) => plain.includes(word))) return true;
  if (lexicon.puttingOff.some((word) => plain.includes(word))) return false;
  const [opening = "", ...rest] = plain.split(CLAUSE).filter((clause) => clause.trim() !== "");
  return (
    !isCourtesy(opening, lexicon) || rest.some((clause) => !isCourtesy(clause, lexicon) && clause.length > LONG_REMARK)
  );
}

/** A promise of this member that is due within a day, or overdue, and that no later message seems to keep. */
export function duePromise(messages: Message[], now: Date, zone: string, lexicon: Lexicon): NextAction | undefined {
  let found: NextAction | undefined;
  for (const [i, message] of messages.entries()) {
    if (message.senderKind !== "member" || now.getTime() - message.sentAt.getTime() > PROMISE_WINDOW_MS) continue;
    for (const promise of findPromises(message.text, message.sentAt, zone, lexicon, "member")) {
      if (!promise.when || promise.when.by.getTime() - now.getTime() > REMIND_BEFORE_MS) continue;
      if (messages.slice(i + 1).some((later) => keeps(later, promise.text))) continue;
      const overdue = promise.when.by < now;
      if (found?.dueAt && found.dueAt <= promise.when.by) continue;
      found = {
        kind: "promise",
        text: `${overdue ? "已过期的承诺" : "快到期的承诺"}：${clipQuote(promise.text)}`,
        button: "去兑现",
        dueAt: promise.when.by,
        messageId: message.id,
      };
    }
  }
  return found;
}

/** A later message of the member about the same thing, or a file or picture, counts as keeping the word. */
function keeps(later: Message, promise: string): boolean {
  if (later.senderKind !== "member") return false;
  if (later.msgtype !== "text") return true;
  const promised = new Set(termsOf(promise));
  const shared = termsOf(later.text).filter((term) => promised.has(term));
  return shared.length >= 2;
}

async function unplannedBirthday(app: App, pair: Pair, today: LocalDay): Promise<NextAction | undefined> {
  const { corpId, externalUserid } = pair;
  const dates = await listImportantDates(app, corpId, externalUserid);
  for (const date of dates.filter(({ kind }) => kind === "birthday")) {
    const day = nextOccurrence(date, today);
    const days = Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
    if (days > BIRTHDAY_DAYS) continue;
    const planned = await app.db
      .getRepository(Touch)
      .existsBy({ corpId, externalUserid, kind: "birthday", targetDay: day, status: Not("cancelled") });
    if (planned) continue;
    const whose = date.label ? `${date.label}` : "客户";
    const when = days === 0 ? "今天" : days === 1 ? "明天" : `${days} 天后`;
    return {
      kind: "birthday",
      text: `${whose}${when}生日，还没有安排祝福`,
      button: "写祝福",
      dueAt: new Date(`${day}T00:00:00Z`),
      messageId: null,
    };
  }
  return undefined;
}

function spokenDuration(ms: number): string {
  const hours = Math.floor(ms / HOUR_MS);
  return hours < 24 ? `${hours} 小时` : `${Math.floor(hours / 24)} 天`;
}

function clipQuote(text: string): string {
  return text.length > QUOTE ? `${text.slice(0, QUOTE)}…` : text;
}
