import type { Actor } from "../app";
import { ForbiddenError, NotFoundError } from "../platform/errors";
import type { Touch } from "./touch.entity";

/** Touches are seen by whoever may see their sender's customers. One outside the scope does not exist. */
export function requireVisibleTouch(actor: Actor, touch: Touch | null): Touch {
  const visible = touch && (actor.scope === "all" || inScope(actor.scope, touch.userid));
  if (!visible) throw new NotFoundError("touch");
  return touch;
}

/** Taking back and reminding: the sender, and those who lead the sender. */
export function authorizeTouch(actor: Actor, action: "touch.remind" | "touch.cancel", touch: Touch): void {
  const own = touch.userid.toLowerCase() === actor.userid.toLowerCase();
  if (!own && actor.role === "rep") throw new ForbiddenError(action);
}

function inScope(scope: string[], userid: string): boolean {
  return scope.some((member) => member.toLowerCase() === userid.toLowerCase());
}
