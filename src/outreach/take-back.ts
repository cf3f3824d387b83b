import { In } from "typeorm";
import type { App, Person } from "../app";
import { MassSendTask } from "./mass-send-task.entity";
import { inFlightStatuses } from "./outreach.schema";
import { lockTask } from "./task-outcome";
import { Touch } from "./touch.entity";

/**
 * Takes everything back that may still reach the customer without another step of ours: a member's task that waits is
 * withdrawn and made again for the others in it. A call that is under way, or whose answer is lost, can only be
 * withdrawn once WeCom says what became of it; it is marked, and withdrawn then. What the member has sent has arrived.
 *
 * @returns how many touches were marked now; zero the second time.
 */
export async function takeBack(app: App, { corpId, externalUserid }: Person, limit: number): Promise<number> {
  const touches: { id: string; taskId: string }[] = await app.db.query(
    `SELECT id, task_id AS taskId FROM touches WHERE corp_id = ? AND external_userid = ? AND status IN (?)
     AND cancel_requested_at IS NULL AND task_id IS NOT NULL ORDER BY id LIMIT ${Number(limit)}`,
    [corpId, externalUserid, inFlightStatuses],
  );
  let marked = 0;
  for (const { id, taskId } of touches) {
    marked += await app.work.transaction(async (tx) => {
      const task = await lockTask(tx, { corpId, taskId: String(taskId) });
      const asked = await tx.update(
        Touch,
        { corpId, id: String(id), taskId: task.id, status: In(inFlightStatuses) },
        { cancelRequestedAt: app.now() },
      );
      if (asked.affected !== 1) return 0;
      await tx.update(
        MassSendTask,
        { corpId, id: task.id, status: "created" },
        { status: "closing", closeReason: "rebuild", nextCheckAt: app.now() },
      );
      return 1;
    });
  }
  return marked;
}

/** What may still reach the customer. */
export async function inFlightTo(app: App, { corpId, externalUserid }: Person): Promise<number> {
  return app.db.getRepository(Touch).countBy({ corpId, externalUserid, status: In(inFlightStatuses) });
}
