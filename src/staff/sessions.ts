import { LessThan } from "typeorm";
import type { App } from "../app";
import { hashToken, newToken } from "../platform/secrets";
import { Session } from "./session.entity";

export const SESSION_DAYS = 7;
const DAY_MS = 86_400_000;

/** @returns the cookie's value; it cannot be read back from the table. */
export async function openSession(app: App, corpId: string, userid: string): Promise<string> {
  const token = newToken("egs");
  await app.db.getRepository(Session).insert({
    corpId,
    userid,
    tokenHash: hashToken(token),
    // Real time: moving the business clock must not sign people out.
    expiresAt: new Date(Date.now() + SESSION_DAYS * DAY_MS),
  });
  return token;
}

export async function findSession(app: App, token: string): Promise<Session | null> {
  const session = await app.db.getRepository(Session).findOneBy({ tokenHash: hashToken(token) });
  return session && session.expiresAt.getTime() > Date.now() ? session : null;
}

/** When somebody last signed in through WeCom; null when nobody's session is left. Real time. */
export async function latestSignIn(app: App, corpId: string): Promise<Date | null> {
  const latest = await app.db.getRepository(Session).findOne({ where: { corpId }, order: { id: "DESC" } });
  return latest?.createdAt ?? null;
}

export async function closeSession(app: App, token: string): Promise<void> {
  await app.db.getRepository(Session).delete({ tokenHash: hashToken(token) });
}

/** Sessions that ended open nothing any more; this only keeps the table small. */
export async function forgetEndedSessions(app: App): Promise<void> {
  await app.db.getRepository(Session).delete({ corpId: app.config.wecom.corpId, expiresAt: LessThan(new Date()) });
}
