import type { Actor, App } from "../app";
import { localDayOf } from "../contacts";
import { AppError } from "../platform/errors";
import { recordAudit } from "../staff";
import { stateOf } from "./align-customer";
import type { BirthdayTagState } from "./birthday-tag-settings.entity";
import { FIRST } from "./sweep";

/** Tags everybody's relations, from now on and for those who are there already. A second time starts nothing. */
export async function turnOn(app: App, actor: Actor): Promise<void> {
  if ((await stateOf(app.db, actor.corpId)) === "on") return;
  await setState(app, actor, "on");
}

/** @throws AppError `birthday_tags.not_confirmed` when the person did not say how many marks go. */
export async function turnOff(app: App, actor: Actor, input: { confirmMarks: number; marks: number }): Promise<void> {
  if ((await stateOf(app.db, actor.corpId)) !== "on") return;
  if (input.confirmMarks !== input.marks) {
    throw new AppError("birthday_tags.not_confirmed", "Confirm with the number of tags that are removed", {
      status: 409,
      details: { marks: input.marks },
    });
  }
  await setState(app, actor, "stopping");
}

async function setState(app: App, actor: Actor, state: BirthdayTagState): Promise<void> {
  const { corpId, userid } = actor;
  const now = app.now();
  await app.work.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO birthday_tag_settings (corp_id, state, changed_by, changed_at, swept_on) VALUES (?)
       ON DUPLICATE KEY UPDATE state = VALUES(state), changed_by = VALUES(changed_by), changed_at = VALUES(changed_at), swept_on = VALUES(swept_on)`,
      [[corpId, state, userid, now, localDayOf(now, app.config.timeZone)]],
    );
    await app.work.add(tx, { corpId, handler: "birthdaytags.sweep", payload: FIRST });
  });
  await recordAudit(app, actor, { action: `birthday_tags.${state}`, subject: corpId });
}
