import { IsNull } from "typeorm";
import type { Actor, App } from "../app";
import { AppError } from "../platform/errors";
import { hashToken, newToken } from "../platform/secrets";
import { buildActor } from "./actor";
import { ApiToken } from "./api-token.entity";
import type { Role } from "./roles";

/**
 * Makes a bearer token for `/api/v1`. An admin token stands for itself; manager and rep tokens see what that member sees.
 *
 * @returns the token, this once.
 */
export async function createApiToken(
  app: App,
  input: { corpId: string; name: string; role: Role; userid?: string },
): Promise<string> {
  if (input.role !== "admin" && !input.userid) {
    throw new AppError("token.userid_required", `A ${input.role} token needs --userid: whose customers may it see?`, {
      status: 422,
    });
  }
  const token = newToken("egt");
  await app.db.getRepository(ApiToken).insert({
    corpId: input.corpId,
    name: input.name,
    role: input.role,
    userid: input.userid ?? null,
    tokenHash: hashToken(token),
  });
  return token;
}

/** @returns null for an unknown or revoked token, or one whose member has left. */
export async function actorOfToken(app: App, token: string): Promise<Actor | null> {
  const repository = app.db.getRepository(ApiToken);
  const found = await repository.findOneBy({ tokenHash: hashToken(token), revokedAt: IsNull() });
  if (!found) return null;
  await repository.update({ id: found.id }, { lastUsedAt: new Date() });
  if (found.role === "admin") {
    return { corpId: found.corpId, userid: `token:${found.name}`, name: found.name, role: "admin", scope: "all" };
  }
  const member = found.userid ? await buildActor(app, found.corpId, found.userid) : null;
  // A token never has more than its own role, whatever its member became since.
  if (!member) return null;
  return {
    ...member,
    role: found.role,
    scope: found.role === "rep" ? [member.userid] : member.scope === "all" ? [member.userid] : member.scope,
  };
}
