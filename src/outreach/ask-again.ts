import { In } from "typeorm";
import type { App } from "../app";
import { MassSendTask } from "./mass-send-task.entity";

const FIRST_MS = 2_000;
const MAX_MS = 5 * 60_000;

/** WeCom cannot tell yet how a task stands: the next look is after 2 s, 4 s … 5 min. */
export async function askAgain(app: App, task: MassSendTask): Promise<void> {
  const waitMs = Math.min(FIRST_MS * 2 ** task.emptyChecks, MAX_MS);
  await app.db
    .getRepository(MassSendTask)
    .update(
      { corpId: task.corpId, id: task.id, status: In(["created", "unknown", "closing"]) },
      { emptyChecks: task.emptyChecks + 1, nextCheckAt: new Date(app.now().getTime() + waitMs) },
    );
}
