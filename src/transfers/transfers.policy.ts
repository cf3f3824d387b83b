import type { Actor } from "../app";
import { inScope } from "../contacts";
import { requireManager } from "../staff";
import { UnknownMemberError } from "./transfers.errors";

/** Managers for members of their scope, admins for all; giving away one's own customers is a manager's decision too. */
export function authorizeTransfer(actor: Actor, members: { handoverUserid: string; takeoverUserid?: string }): void {
  requireManager(actor, "transfer.start");
  for (const userid of [members.handoverUserid, members.takeoverUserid]) {
    if (userid !== undefined && !inScope(actor, userid)) throw new UnknownMemberError(userid);
  }
}
