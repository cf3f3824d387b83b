import type { Actor } from "../app";
import { inScope } from "../contacts";
import { ForbiddenError } from "../platform/errors";
import { requireManager } from "../staff";
import type { WayContent } from "./contactways.schema";

/** Managers make codes for those they lead; departments and other people's members are for admins. */
export function authorizeWay(actor: Actor, content: WayContent): void {
  requireManager(actor, "contactway.edit");
  const reaches =
    actor.scope === "all" ||
    (content.departmentIds.length === 0 && content.userids.every((userid) => inScope(actor, userid)));
  if (!reaches) throw new ForbiddenError("contactway.edit");
}
