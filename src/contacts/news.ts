import type { NewCustomerEvent } from "./timeline";

export const pairKey = (externalUserid: string, userid: string) => `${externalUserid} ${userid.toLowerCase()}`;

export function addedEntry(input: {
  corpId: string;
  externalUserid: string;
  userid: string;
  at: Date;
  addWay: number | null;
}): NewCustomerEvent {
  const { corpId, externalUserid, userid, at, addWay } = input;
  const data = { userid, ...(addWay !== null && { addWay }) };
  return {
    corpId,
    externalUserid,
    at,
    kind: "contact.added",
    actor: userid,
    data,
    dedupeKey: newsKey("added", { externalUserid, userid }, at),
  };
}

/** The same change of one pair is news once, whether an event or a sync brought it, and however often. */
export function newsKey(
  what: "added" | "lost" | "half",
  pair: { externalUserid: string; userid: string },
  at: Date,
): string {
  return `contact.${what}:${pairKey(pair.externalUserid, pair.userid)}:${Math.floor(at.getTime() / 1_000)}`;
}
