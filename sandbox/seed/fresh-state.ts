import { emptyArchive } from "../world/archive";
import { emptyBusiness } from "../world/business";
import type { CorpState, Department, Member } from "../world/corp";
import { emptyCredentials } from "../world/credentials";
import { prefixedId, randomHex, randomText } from "../world/ids";
import { emptyAppMessages } from "../world/inbox";
import { emptyKf } from "../world/kf";
import { noFaults, usualLimits } from "../world/knobs";
import { emptyOutreach } from "../world/outreach";
import { type Seed, STATE_VERSION, type WorldState } from "../world/state";
import { emptyStats } from "../world/stats";
import { emptyWays } from "../world/ways";

const MAIN_AGENT_ID = 1000002;

export interface NewCorp {
  seed: Seed;
  name: string;
  departments: Pick<Department, "id" | "name" | "parentid">[];
  members: Pick<Member, "userid" | "name" | "department" | "position" | "visible" | "contactEnabled">[];
  archiveRange: string[];
}

function corpOf({ name, departments, members }: NewCorp): CorpState {
  return {
    corpId: `ww${randomHex(8)}`,
    name,
    departments: departments.map((row, i) => ({ ...row, order: 100_000 - i })),
    members: members.map((row) => ({ ...row, leftAt: null, consoleWelcome: null })),
    apps: [{ agentId: MAIN_AGENT_ID, name: "常青", secret: randomText(43), callable: true }],
    archiveSecret: randomText(43),
    contactsSecret: randomText(43),
  };
}

/** A new corp without customers. Numbers go on from the corp before, so that nothing is numbered twice. */
export function freshState(input: NewCorp, number: number): WorldState {
  const kf = emptyKf();
  kf.accounts.push({ openKfId: prefixedId("wk"), name: "在线客服", avatar: "", servicers: [], departments: [] });
  return {
    version: STATE_VERSION,
    seed: input.seed,
    clockOffsetMs: 0,
    number,
    corp: corpOf(input),
    credentials: emptyCredentials(),
    callback: { url: null, token: "", aesKey: "", retryNon200: true },
    outgoing: {},
    faults: noFaults(),
    limits: usualLimits(),
    customers: {},
    relations: {},
    tagGroups: [],
    deletedTags: [],
    strategies: [],
    appChats: {},
    interceptRules: {},
    groups: {},
    ways: emptyWays(),
    outreach: emptyOutreach(),
    transfers: [],
    appMessages: emptyAppMessages(),
    kf,
    business: emptyBusiness(),
    media: {},
    archive: emptyArchive(input.archiveRange),
    stats: emptyStats(),
    due: [],
    blockedUntil: {},
  };
}
