import { In } from "typeorm";
import type { Actor, App } from "../app";
import { workCalendar } from "./clock/response-rules";
import type { WorkCalendar } from "./clock/work-calendar";
import type { ThreadDetailView, ThreadView } from "./conversations.schema";
import { Message, type SenderKind } from "./message.entity";
import { type Names, readNames } from "./names";
import type { Thread } from "./thread.entity";
import { ThreadParticipant } from "./thread-participant.entity";

/** Of a room without a name, so many people make its title. */
const NAMES_IN_TITLE = 3;
/** A room can hold hundreds; the list needs a few of them. */
const PARTICIPANTS_READ = 2_000;

export async function presentThreads(app: App, actor: Actor, threads: Thread[]): Promise<ThreadView[]> {
  return (await presentDetails(app, actor, threads)).map(
    ({ members: _members, customers: _customers, ...view }) => view,
  );
}

export async function presentThread(app: App, actor: Actor, thread: Thread): Promise<ThreadDetailView> {
  const [view] = await presentDetails(app, actor, [thread]);
  return view!;
}

async function presentDetails(app: App, actor: Actor, threads: Thread[]): Promise<ThreadDetailView[]> {
  if (threads.length === 0) return [];
  const { corpId } = actor;
  const lastIds = threads.flatMap((thread) => thread.lastMessageId ?? []);
  const [last, participants, own] = await Promise.all([
    lastIds.length > 0 ? app.db.getRepository(Message).findBy({ corpId, id: In(lastIds) }) : [],
    app.db.getRepository(ThreadParticipant).find({
      where: { corpId, threadId: In(threads.map((thread) => thread.id)) },
      order: { id: "ASC" },
      take: PARTICIPANTS_READ,
    }),
    ownThreadIds(app, actor, threads),
  ]);
  const names = await readNames(app, corpId, {
    userids: [...participants.map((one) => one.userid), ...last.map((message) => message.senderId)].filter(Boolean),
    externalUserids: participants.map((one) => one.externalUserid).filter(Boolean),
    chatIds: threads.flatMap((thread) => thread.chatId ?? []),
    pairs: threads.flatMap(({ userid, externalUserid }) =>
      userid && externalUserid ? [{ userid, externalUserid }] : [],
    ),
  });
  const now = app.now();
  const calendar = threads.some((thread) => thread.waitingSince) ? await workCalendar(app, corpId) : null;
  const lastById = new Map(last.map((message) => [message.id, message]));
  return threads.map((thread) => {
    const here = participants.filter((one) => one.threadId === thread.id);
    const members = here.filter((one) => one.userid).map((one) => names.member(one.userid));
    const customers = here.filter((one) => one.externalUserid).map((one) => names.customer(one.externalUserid));
    const customer = presentCustomer(thread, names);
    const group = thread.chatId ? { chatId: thread.chatId, name: names.group(thread.chatId) } : null;
    const people = [...customers, ...members].slice(0, NAMES_IN_TITLE).map((person) => person.name);
    return {
      id: thread.id,
      kind: thread.kind,
      title: customer ? customer.remark || customer.name : group?.name || people.join("、"),
      customer,
      member: thread.userid ? names.member(thread.userid) : null,
      group,
      last: presentLast(lastById.get(thread.lastMessageId ?? ""), names),
      waitingSince: thread.waitingSince,
      waitedMinutes: calendar && thread.waitingSince ? workedMinutes(calendar, thread.waitingSince, now) : null,
      readingIsRecorded: !own.has(thread.id),
      members,
      customers,
    };
  });
}

function workedMinutes(calendar: WorkCalendar, since: Date, now: Date): number {
  return Math.floor(calendar.workedMs(since, now) / 60_000);
}

/** Threads in which the actor takes part. */
export async function ownThreadIds(app: App, actor: Actor, threads: Pick<Thread, "id">[]): Promise<Set<string>> {
  const own = await app.db.getRepository(ThreadParticipant).findBy({
    corpId: actor.corpId,
    userid: actor.userid,
    threadId: In(threads.map((thread) => thread.id)),
  });
  return new Set(own.map((participant) => participant.threadId));
}

function presentCustomer(thread: Thread, names: Names): ThreadView["customer"] {
  const { userid, externalUserid } = thread;
  if (!userid || !externalUserid) return null;
  return { ...names.customer(externalUserid), remark: names.remark(userid, externalUserid) };
}

function presentLast(message: Message | undefined, names: Names): ThreadView["last"] {
  if (!message) return null;
  return {
    messageId: message.id,
    at: message.sentAt,
    sender: presentSender(message.senderKind, message.senderId, names),
    msgtype: message.msgtype,
    text: message.text.slice(0, 200),
    recalled: message.recalledAt !== null,
  };
}

export function presentSender(kind: SenderKind, id: string, names: Names) {
  if (kind === "customer") {
    const { name, avatar } = names.customer(id);
    return { kind, id, name, avatar };
  }
  return { kind, id, name: kind === "robot" ? "机器人" : names.member(id).name, avatar: null };
}
