import { In } from "typeorm";
import type { App } from "../app";
import { customerNames } from "../contacts";
import { memberNames } from "../staff";
import { MassSendTask } from "./mass-send-task.entity";
import type { CareBlocker, CareSkip, CareTouch } from "./outreach.schema";
import { reasonText } from "./reason-text";
import { Touch } from "./touch.entity";
import type { TouchMove } from "./touch-move.entity";

interface Names {
  customer(externalUserid: string, userid: string): string | undefined;
  members: Map<string, string>;
}

/** Names for the screen; an id stands in while a name is unknown. Userids are compared as WeCom does, without case. */
async function namesFor(app: App, corpId: string, touches: Touch[]): Promise<Names> {
  const [customer, members] = await Promise.all([
    customerNames(app, corpId, touches),
    memberNames(
      app,
      corpId,
      touches.map((touch) => touch.userid),
    ),
  ]);
  return {
    customer,
    members: new Map([...members].map(([userid, name]) => [userid.toLowerCase(), name])),
  };
}

function whoIsWho(touch: Touch, names: Names) {
  return {
    externalUserid: touch.externalUserid,
    customerName: names.customer(touch.externalUserid, touch.userid) ?? "未命名客户",
    userid: touch.userid,
    memberName: names.members.get(touch.userid.toLowerCase()) ?? touch.userid,
  };
}

async function blockersOf(app: App, corpId: string, ids: (string | null)[]): Promise<Map<string, CareBlocker>> {
  const wanted = [...new Set(ids.filter((id): id is string => id !== null))];
  if (wanted.length === 0) return new Map();
  const touches = await app.db.getRepository(Touch).findBy({ corpId, id: In(wanted) });
  return new Map(touches.map(({ id, kind, title }) => [id, { touchId: id, kind, title }]));
}

function blockerIdOf(touch: Touch): string | null {
  return touch.reasonDetails?.blockedBy ?? null;
}

export async function presentTouches(app: App, corpId: string, touches: Touch[]): Promise<CareTouch[]> {
  const taskIds = [...new Set(touches.flatMap((touch) => (touch.taskId ? [touch.taskId] : [])))];
  const [names, blockers, tasks] = await Promise.all([
    namesFor(app, corpId, touches),
    blockersOf(app, corpId, touches.map(blockerIdOf)),
    taskIds.length ? app.db.getRepository(MassSendTask).findBy({ corpId, id: In(taskIds) }) : [],
  ]);
  const byTask = new Map(tasks.map((task) => [task.id, task]));
  return touches.map((touch) => {
    const blockedBy = blockers.get(blockerIdOf(touch) ?? "") ?? null;
    const task = byTask.get(touch.taskId ?? "");
    const movedTo = touch.status === "cancelled" ? null : touch.plannedFor;
    return {
      id: touch.id,
      kind: touch.kind,
      title: touch.title,
      status: touch.status,
      ...whoIsWho(touch, names),
      targetDay: touch.targetDay,
      plannedFor: touch.plannedFor,
      dueAt: touch.dueAt.toISOString(),
      text: touch.content.text,
      attachments: touch.content.attachments,
      reason: touch.reasonCode,
      reasonText: touch.reasonCode ? reasonText(touch.reasonCode, { movedTo, blockedBy }) : null,
      blockedBy,
      msgid: task?.msgid ?? null,
      cancelRequested: touch.cancelRequestedAt !== null && touch.settledAt === null,
      remindedAt: task?.remindedAt ?? [],
      sentAt: touch.sentAt?.toISOString() ?? null,
      settledAt: touch.settledAt?.toISOString() ?? null,
    };
  });
}

export async function presentSkips(
  app: App,
  corpId: string,
  moves: { move: TouchMove; touch: Touch }[],
): Promise<CareSkip[]> {
  const [names, blockers] = await Promise.all([
    namesFor(
      app,
      corpId,
      moves.map(({ touch }) => touch),
    ),
    blockersOf(
      app,
      corpId,
      moves.map(({ move }) => move.blockedBy),
    ),
  ]);
  return moves.map(({ move, touch }) => {
    const blockedBy = blockers.get(move.blockedBy ?? "") ?? null;
    return {
      touchId: touch.id,
      kind: touch.kind,
      title: touch.title,
      ...whoIsWho(touch, names),
      reason: move.reasonCode,
      reasonText: reasonText(move.reasonCode, { movedTo: move.toDay, blockedBy }),
      blockedBy,
      movedTo: move.toDay,
      at: move.at.toISOString(),
    };
  });
}
