import type { CustomerProfile } from "./types";

/** The relation that counts here: a live one first. The server puts the reader's own in front. */
export function ownRelation(profile: CustomerProfile) {
  return profile.relations.find((relation) => relation.status === "full") ?? profile.relations[0];
}
