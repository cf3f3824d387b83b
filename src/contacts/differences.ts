/** What can differ between our rows and WeCom's. `unreadable`: WeCom would not show it, so nothing was concluded. */
export const differenceKinds = [
  "member.missing",
  "member.gone",
  "member.fields",
  "member.unreadable",
  "tagGroup.missing",
  "tagGroup.gone",
  "tagGroup.fields",
  "tag.missing",
  "tag.gone",
  "tag.fields",
  "customer.missing",
  "customer.fields",
  "relation.missing",
  "relation.gone",
  "relation.status",
  "relation.fields",
  "relation.tags",
  "group.missing",
  "group.fields",
  "group.members",
  "group.dismissed",
  "group.unreadable",
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** Ids and names of fields; never what is in them. */
export interface Difference {
  kind: DifferenceKind;
  externalUserid?: string;
  userid?: string;
  chatId?: string;
  /** Of a tag or a tag group. */
  tagId?: string;
  fields?: string[];
  /** WeCom's reason, for what could not be read. */
  errcode?: number;
}

export type DifferenceCounts = Partial<Record<DifferenceKind, number>>;

/** What WeCom did not show cannot be repaired; everything else is, unless one only looks. */
export function isRepairable(kind: DifferenceKind): boolean {
  return !kind.endsWith(".unreadable");
}

export function countDifferences(into: DifferenceCounts, differences: readonly Difference[]): DifferenceCounts {
  const counts = { ...into };
  for (const { kind } of differences) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

export function sumDifferences(all: readonly DifferenceCounts[]): DifferenceCounts {
  const sum: DifferenceCounts = {};
  for (const counts of all) {
    for (const kind of differenceKinds) {
      const count = counts[kind];
      if (count) sum[kind] = (sum[kind] ?? 0) + count;
    }
  }
  return sum;
}

/** Names of the fields in which two rows differ; only those that `wanted` names are compared. */
export function differingFields(stored: Record<string, unknown>, wanted: Record<string, unknown>): string[] {
  return Object.keys(wanted).filter((field) => comparable(stored[field]) !== comparable(wanted[field]));
}

function comparable(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return String(value.getTime());
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
