import { IsNull } from "typeorm";
import type { Actor, App } from "../app";
import { AppError } from "../platform/errors";
import { hashToken, newToken } from "../platform/secrets";
import { buildActor } from "./actor";
import { ApiToken } from "./api-token.entity";
import { Member } from "./member.entity";
import type { Role } from "./roles";

/** With "token:" before it, it still fits the audit chain's actor. */
const NAME_LENGTH = 58;
/** How exactly it is known when a token was last used. */
const NOTED_EVERY_MS = 60_000;

/**
 * Makes a bearer token for `/api/v1`. An admin token stands for itself; manager and rep tokens see what that member sees,
 * and no customer when they belong to none.
 *
 * @returns the token, this once.
 */
export async function createApiToken(
  app: App,
  input: { corpId: string; name: string; role: Role; userid?: string },
): Promise<string> {
  const name = input.name.trim();
  if (name === "" || name.length > NAME_LENGTH) {
    throw new AppError("token.invalid_name", `The name of a token has 1 to ${NAME_LENGTH} characters`, { status: 422 });
  }
  const { corpId } = input;
  const known = (userid: string) => app.db.getRepository(Member).findOneBy({ corpId, userid });
  // Without a userid the name may be one: `--role rep --name zhou.min`.
  const member = input.role === "admin" ? null : await known(input.userid ?? name);
  if (input.userid && input.role !== "admin" && !member) {
    throw new AppError("token.unknown_member", "No member has this userid; run sync first", { status: 422 });
  }
  const token = newToken("egt");
  await app.db.getRepository(ApiToken).insert({
    corpId,
    name,
    role: input.role,
    userid: member?.userid ?? null,
    tokenHash: hashToken(token),
  });
  return token;
}

/** @returns null for an unknown or revoked token, or one whose member has left. */
export async function actorOfToken(app: App, token: string): Promise<Actor | null> {
  const repository = app.db.getRepository(ApiToken);
  const found = await repository.findOneBy({ tokenHash: hashToken(token), revokedAt: IsNull() });
  if (!found) return null;
  const now = new Date();
  // Not with every request: it would make each of them wait for the disk.
  if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() > NOTED_EVERY_MS) {
    await repository.update({ id: found.id }, { lastUsedAt: now });
  }
  if (found.role === "admin") {
    return { corpId: found.corpId, userid: `token:${found.name}`, name: found.name, role: "admin", scope: "all" };
  }
  if (!found.userid) {
    return { corpId: found.corpId, userid: `token:${found.name}`, name: found.name, role: found.role, scope: [] };
  }
  const member = await buildActor(app, found.corpId, found.userid);
  if (!member) return null;
  // A token never has more than its own role, nor more than its member has now.
  const role = member.role === "rep" ? "rep" : found.role;
  return { ...member, role, scope: role === "rep" || member.scope === "all" ? [member.userid] : member.scope };
}
