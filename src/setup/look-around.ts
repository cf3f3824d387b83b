import { createHash } from "node:crypto";
import type { App } from "../app";
import { askWecom, type Questions } from "./ask";
import { checkApp } from "./check-app";
import { checkArchive } from "./check-archive";
import { checkCallback } from "./check-callback";
import { checkContacts } from "./check-contacts";
import { checkMachine } from "./check-machine";
import { checkDatabase, checkRedis } from "./check-stores";
import { checkSurfaces } from "./check-surfaces";
import type { Finding, SetupPart } from "./setup.schema";
import { SetupLook } from "./setup-look.entity";

export interface LookOptions {
  /** A person asked: the archive's library is started, however fresh the last pull is. */
  deep?: boolean;
}

/** What is to be seen of some parts now. Asks WeCom each question once; changes nothing anywhere. */
export async function lookAt(
  app: App,
  parts: readonly SetupPart[],
  options: LookOptions & { local?: boolean } = {},
): Promise<Map<SetupPart, Finding[]>> {
  const questions = askWecom(app);
  const found = new Map<SetupPart, Finding[]>();
  for (const part of parts) found.set(part, await findingsOf(app, part, questions, options));
  return found;
}

function findingsOf(
  app: App,
  part: SetupPart,
  questions: Questions,
  { deep = false, local = false }: LookOptions & { local?: boolean },
): Promise<Finding[]> {
  switch (part) {
    case "app":
      return checkApp(app, questions);
    case "contacts":
      return checkContacts(app, questions);
    case "callback":
      return checkCallback(app, local);
    case "surfaces":
      return checkSurfaces(app, questions);
    case "archive":
      return checkArchive(app, deep);
    case "machine":
      return machine(app, deep ? questions : undefined);
  }
}

async function machine(app: App, questions: Questions | undefined): Promise<Finding[]> {
  // Its answer carries WeCom's time.
  if (app.wecom.clockAheadMs() === null) await questions?.agent();
  const stores = [...(await checkDatabase(app.config)), await checkRedis(app.config)];
  return [...stores, ...(await checkMachine(app))];
}

/** Looks at some parts and keeps what was found; a look replaces the one before it. */
export async function lookAround(app: App, parts: readonly SetupPart[], options: LookOptions = {}): Promise<void> {
  const found = await lookAt(app, parts, options);
  const mark = settingsMark(app);
  const looks = [...found].map(([part, findings]) => ({
    corpId: app.config.wecom.corpId,
    part,
    findings,
    settingsMark: mark,
    stopped: findings.some((finding) => finding.stop === true),
    checkedAt: app.now(),
  }));
  await app.db.getRepository(SetupLook).upsert(looks, ["corpId", "part"]);
}

/** Tells whether the settings are still those that were looked at; tells nothing about them. */
export function settingsMark({ config }: App): string {
  const { publicUrl, wecom, archive, secret, admins } = config;
  return createHash("sha256")
    .update(JSON.stringify([publicUrl, wecom, archive, secret, admins]))
    .digest("hex")
    .slice(0, 16);
}
