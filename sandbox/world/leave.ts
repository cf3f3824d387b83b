import { leaveGroup } from "./group-changes";
import { currentMembers } from "./groups";
import { presentMember } from "./relate";
import type { World } from "./world";

/** A member leaves the company: own groups wait for a new owner, customers can be assigned, other groups lose a member. */
export function leaveCompany(world: World, userid: string): void {
  const member = presentMember(world, userid);
  for (const group of Object.values(world.state.groups)) {
    if (group.dismissedAt !== null) continue;
    if (group.owner === member.userid) group.status = 1;
    else if (currentMembers(group).some((row) => row.id === member.userid))
      leaveGroup(world, group, [member.userid], 0);
  }
  for (const account of world.state.kf.accounts) {
    account.servicers = account.servicers.filter((row) => row.userid !== member.userid);
  }
  member.leftAt = world.now();
}
