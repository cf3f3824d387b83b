import type { WorldState } from "./state";

/** Everything that is looked up by an id from outside. */
const dictionariesOf = (state: WorldState): object[] => {
  const { credentials, outreach, ways, business, kf, appMessages, archive, stats } = state;
  return [
    state.customers,
    state.relations,
    state.groups,
    state.media,
    state.outgoing,
    state.appChats,
    state.interceptRules,
    state.blockedUntil,
    credentials.tokens,
    credentials.codes,
    credentials.userTickets,
    outreach.welcomeCodes,
    outreach.groupWelcomes,
    outreach.massMessages,
    outreach.massReceipts,
    outreach.moments,
    outreach.momentJobs,
    ways.contact,
    ways.join,
    business.links,
    business.products,
    business.robots,
    business.uploadJobs,
    kf.sessions,
    kf.tokens,
    kf.codes,
    kf.usedMsgids,
    appMessages.inboxes,
    appMessages.sent,
    appMessages.deliveries,
    appMessages.daily,
    appMessages.duplicates,
    appMessages.responseCodes,
    archive.consents,
    stats.members,
    stats.groups,
  ];
};

/** Nobody is called `constructor`: the names that every object has are no entries. */
export function forgetInheritedNames(state: WorldState): void {
  for (const dictionary of dictionariesOf(state)) Object.setPrototypeOf(dictionary, null);
}
