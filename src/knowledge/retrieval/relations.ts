import type { Attribute } from "./attributes";
import { nameKey } from "./catalogue";

const MIN_VALUES = 5;
const MIN_SHARE = 0.3;

/**
 * Attributes whose values are mostly titles of other articles, learned from the catalogue itself.
 */
export function relationNames(documents: Iterable<{ title: string; attributes: Attribute[] }>): Set<string> {
  const rows = [...documents];
  const titles = new Set(rows.map((row) => nameKey(row.title)));
  const seen = new Map<string, { values: number; titles: number }>();
  for (const row of rows) {
    for (const attribute of row.attributes) {
      if (attribute.type === "number") continue;
      const count = seen.get(attribute.name) ?? { values: 0, titles: 0 };
      for (const value of attribute.type === "list" ? attribute.values : [attribute.text]) {
        count.values += 1;
        if (titles.has(nameKey(value))) count.titles += 1;
      }
      seen.set(attribute.name, count);
    }
  }
  const names = [...seen].filter(([, count]) => count.titles >= MIN_VALUES && count.titles >= count.values * MIN_SHARE);
  return new Set(names.map(([name]) => name));
}
