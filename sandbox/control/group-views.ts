import { currentMembers, isMember } from "../world/groups";
import type { World } from "../world/world";
import { nameOf } from "./views";

/** The living groups of a member or a customer, with everybody in them. */
export const groupsView = (world: World, of: string) => ({
  groups: Object.values(world.state.groups)
    .filter((group) => group.dismissedAt === null && isMember(group, of))
    .map((group) => ({
      chatId: group.chatId,
      name: group.name,
      notice: group.notice,
      owner: group.owner,
      members: currentMembers(group).map((row) => ({ id: row.id, type: row.type, name: nameOf(world, row.id) })),
    })),
});
