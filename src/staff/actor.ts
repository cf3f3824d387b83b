import type { Actor, App, Ctx } from "../app";
import { AppError, ForbiddenError } from "../platform/errors";
import { Member } from "./member.entity";
import type { Role } from "./roles";
import { useridsInDepartments } from "./staff.queries";

export class NotSignedInError extends AppError {
  constructor() {
    super("auth.not_signed_in", "Sign in first", { status: 401 });
  }
}

/** Who acts on this request. @throws NotSignedInError when no login stands in front of the route. */
export function actorOf(ctx: Pick<Ctx, "state">): Actor {
  const actor = ctx.state.actor;
  if (!actor) throw new NotSignedInError();
  return actor;
}

/** Managers and admins only. */
export function requireManager(actor: Actor, action: string): void {
  if (actor.role === "rep") throw new ForbiddenError(action);
}

export function requireAdmin(actor: Actor, action: string): void {
  if (actor.role !== "admin") throw new ForbiddenError(action);
}

/**
 * Role and scope of a member: admins see all, managers the departments they lead (with everything below) and themselves,
 * reps themselves. Read anew for each request, so that a change counts at once.
 */
export async function buildActor(app: App, corpId: string, userid: string): Promise<Actor | null> {
  const member = await app.db.getRepository(Member).findOneBy({ corpId, userid });
  if (!member || member.status === "left" || member.status === "disabled") return null;
  const role = roleOf(app, member);
  const scope = role === "admin" ? "all" : role === "manager" ? await managerScope(app, member) : [member.userid];
  return { corpId, userid: member.userid, name: member.name, role, scope };
}

function roleOf(app: App, member: Member): Role {
  const named = (list: string[]) => list.some((userid) => userid.toLowerCase() === member.userid.toLowerCase());
  if (named(app.config.admins)) return "admin";
  if (named(app.config.managers) || member.leaderOf.length > 0) return "manager";
  return "rep";
}

async function managerScope(app: App, member: Member): Promise<string[]> {
  const departments = member.leaderOf.length > 0 ? member.leaderOf : member.departments;
  const below = await useridsInDepartments(app, member.corpId, departments);
  return [...new Set([member.userid, ...below])];
}
