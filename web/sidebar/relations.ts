import { distinctTags } from "../shared/tags";
import type { Profile } from "./use-customer";

/** The relation that counts here: the reader's own, else a live one. */
export function mainRelation(profile: Pick<Profile, "relations">, me: string | undefined) {
  const live = profile.relations.filter((relation) => relation.status === "full");
  const own = profile.relations.find((relation) => relation.userid.toLowerCase() === me?.toLowerCase());
  return own ?? live[0] ?? profile.relations[0];
}

const GRADE = /^([ABC])级?$/;

/** A, B or C, when a tag says so; the best one when colleagues differ. */
export function gradeOf(profile: Pick<Profile, "relations">): string | null {
  const grades = distinctTags(profile.relations).flatMap((tag) => GRADE.exec(tag.name)?.[1] ?? []);
  return grades.sort()[0] ?? null;
}
