/** none: nothing speaks for a group; proposed: it is worth one; starting: a member tapped, the group is not confirmed yet. */
export const groupStates = ["none", "proposed", "starting", "open"] as const;
export type GroupState = (typeof groupStates)[number];

export interface ProposalReason {
  code: "grade" | "busy" | "asked";
  /** A sentence for the member. */
  text: string;
}

/** GET /customers/:externalUserid/servicegroup */
export interface SidebarServiceGroup {
  state: GroupState;
  /** Row of the group or attempt; null before the first tap. */
  id: string | null;
  /** Set once the group is open: offer 「打开」 with it. */
  chatId: string | null;
  groupName: string;
  reasons: ProposalReason[];
  /** Colleagues who would be in it, the owner first. */
  members: { userid: string; name: string; role: "owner" | "specialist" }[];
  openedAt: string | null;
}

/** POST /customers/:externalUserid/servicegroup/start: what the page gives to `ww.openEnterpriseChat`. */
export interface ServiceGroupStart {
  id: string;
  groupName: string;
  userIds: string[];
  externalUserIds: string[];
}

/** ok; quiet: nobody wrote for long; waiting: the customer wrote last and waits; owner_left: the owner is gone; unlinked: dismissed. */
export type GroupHealth = "ok" | "quiet" | "waiting" | "owner_left" | "starting" | "dismissed";

/** GET /servicegroups */
export interface ServiceGroupRow {
  id: string;
  externalUserid: string;
  customerName: string;
  userid: string;
  memberName: string;
  groupName: string;
  chatId: string | null;
  status: "starting" | "open" | "dismissed";
  health: GroupHealth;
  members: { userid: string; name: string }[];
  openedAt: string | null;
  lastMessageAt: string | null;
}
