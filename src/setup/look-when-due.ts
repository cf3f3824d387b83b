import type { App } from "../app";
import { lookAround, settingsMark } from "./look-around";
import { type SetupPart, setupParts } from "./setup.schema";
import { SetupLook } from "./setup-look.entity";

const HOUR_MS = 3_600_000;
/** What does not work, and what that hides, is looked at more often: who repairs it should see it turn green. */
const FAILING_MS = 5 * 60_000;

/**
 * Looks at the parts that are due: hourly, failing ones every five minutes, all at once after the settings changed. A
 * refused secret is not tried again by ourselves: many wrong secrets get the whole IP banned for an hour.
 *
 * @returns the parts that were looked at.
 * @see https://developer.work.weixin.qq.com/document/path/91039
 */
export async function lookWhenDue(app: App): Promise<SetupPart[]> {
  const { corpId } = app.config.wecom;
  const looks = await app.db.getRepository(SetupLook).findBy({ corpId });
  const mark = settingsMark(app);
  const latest = new Map(looks.map((look) => [look.part, look]));
  const known = (look: SetupLook | undefined) => look?.settingsMark === mark;
  const refused = known(latest.get("app")) && latest.get("app")?.stopped;
  const due = setupParts.filter((part) => {
    const look = latest.get(part);
    if (refused && asksWecom.has(part)) return false;
    if (!look || !known(look)) return true;
    if (look.stopped) return false;
    const wait = look.findings.some((finding) => finding.state === "fail" || finding.hidden) ? FAILING_MS : HOUR_MS;
    return app.now().getTime() - look.checkedAt.getTime() >= wait;
  });
  if (due.length > 0) await lookAround(app, due);
  return due;
}

/** Parts that need the app's token. */
const asksWecom: ReadonlySet<SetupPart> = new Set(["app", "contacts", "surfaces"]);
