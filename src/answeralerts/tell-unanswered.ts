import type { App } from "../app";
import { CustomerGroup, customerNames } from "../contacts";
import { findThread, type Thread, ThreadWait, workCalendar } from "../conversations";
import { notifyMember } from "../outreach";
import { leadersOf, listMembers, type Member } from "../staff";

const HOUR_MINUTES = 60;

export interface TellInput {
  corpId: string;
  threadId: string;
  waitId: string;
  /** 1: the member who owes the answer; 2: those who lead the member's department. */
  level: 1 | 2;
}

/**
 * Shows a card about a customer who waits; once per wait, level and receiver. What was said stays out of it: who may read
 * the chat opens it, and that is on the record.
 *
 * @returns how many were told; 0 when the customer was answered meanwhile.
 */
export async function tellUnanswered(app: App, input: TellInput): Promise<number> {
  const { corpId, threadId, waitId, level } = input;
  const [wait, thread, members] = await Promise.all([
    app.db.getRepository(ThreadWait).findOneBy({ corpId, id: waitId }),
    findThread(app, corpId, threadId),
    listMembers(app, corpId),
  ]);
  if (!wait || wait.answeredAt || !thread) return 0;
  const owner = await ownerOf(app, thread, members);
  const receivers = await receiversOf(app, corpId, owner, level);
  if (receivers.length === 0) return 0;
  const calendar = await workCalendar(app, corpId);
  const minutes = Math.floor(calendar.workedMs(wait.sinceAt, app.now()) / 60_000);
  const title = await titleOf(app, thread);
  return app.work.transaction(async (tx) => {
    // Answered while we looked: the answer's transaction stands before this lock or waits behind it.
    const [open]: unknown[] = await tx.query(
      "SELECT id FROM thread_waits WHERE id = ? AND corp_id = ? AND answered_at IS NULL LOCK IN SHARE MODE",
      [waitId, corpId],
    );
    if (!open) return 0;
    let told = 0;
    for (const receiver of receivers) {
      const own = owner !== null && sameUser(receiver.userid, owner.userid);
      const fresh = await notifyMember(app, tx, {
        corpId,
        userid: receiver.userid,
        about: thread.externalUserid,
        key: `unanswered:${waitId}:${level}:${receiver.userid.toLowerCase()}`,
        body: {
          msgtype: "textcard",
          textcard: {
            title: own ? `${title} 在等您回复` : `${title} 还没有得到回复`,
            description: describe(minutes, own ? null : (owner?.name ?? null)),
            url: `${app.config.publicUrl}/conversations/${threadId}?waiting=1`,
            btntxt: "查看会话",
          },
        },
      });
      if (fresh) told += 1;
    }
    return told;
  });
}

/** The member of a single thread, the owner of a group; null when they left, or are unknown. */
async function ownerOf(app: App, thread: Thread, members: Member[]): Promise<Member | null> {
  const { corpId, chatId } = thread;
  const group = chatId ? await app.db.getRepository(CustomerGroup).findOneBy({ corpId, chatId }) : null;
  const userid = thread.userid ?? group?.ownerUserid ?? "";
  return members.find((member) => sameUser(member.userid, userid)) ?? null;
}

/** A member who left has nobody to be told but the leaders. */
async function receiversOf(app: App, corpId: string, owner: Member | null, level: 1 | 2): Promise<Member[]> {
  if (!owner) return [];
  if (level === 1 && owner.status === "active") return [owner];
  return leadersOf(app, corpId, owner.userid);
}

async function titleOf(app: App, thread: Thread): Promise<string> {
  const { corpId, userid, externalUserid, chatId } = thread;
  if (externalUserid) {
    const nameOf = await customerNames(app, corpId, [{ externalUserid, userid }]);
    return `客户「${nameOf(externalUserid, userid) ?? "未命名客户"}」`;
  }
  const group = chatId ? await app.db.getRepository(CustomerGroup).findOneBy({ corpId, chatId }) : null;
  return group?.name ? `客户群「${group.name}」` : "客户群";
}

function describe(minutes: number, ownerName: string | null): string {
  const hours = Math.floor(minutes / HOUR_MINUTES);
  const span =
    hours > 0
      ? `${hours} 小时${minutes % HOUR_MINUTES > 0 ? ` ${minutes % HOUR_MINUTES} 分钟` : ""}`
      : `${minutes} 分钟`;
  const waited = `已等待 ${span}（按工作时间计）。`;
  return ownerName ? `${waited}负责人：${ownerName}。` : `${waited}回复后不再提醒。`;
}

function sameUser(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
