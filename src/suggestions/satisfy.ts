import type { Catalogue, NumberColumn } from "../knowledge";
import type { Lexicon } from "../language";
import { type Constraint, kindOfName } from "./constraints";

/** Unknown is worse than fitting, better than far off. */
const UNKNOWN = 0.2;
/** A bare number of this size and above is money, below it a rating. */
export const MONEY_FROM = 20;

/** The number columns a wish speaks of: named outright, else of its kind, else of its unit; best of the wanted category. */
export function columnsFor(
  constraint: Constraint,
  catalogue: Catalogue,
  wanted: ReadonlySet<number>,
  lexicon: Lexicon,
): NumberColumn[] {
  const all = [...catalogue.columns.values()];
  const named = all.filter((column) => constraint.names.includes(column.name));
  const kind =
    constraint.kind ?? (constraint.unit !== "" ? null : mainBound(constraint) >= MONEY_FROM ? "money" : "rating");
  const alike = all.filter((column) =>
    kind === null || kind === "other"
      ? column.unit === constraint.unit && column.unit !== ""
      : kindOfName(column.name, lexicon) === kind,
  );
  const columns = named.length > 0 ? named : alike;
  const fitting = columns.filter((column) => [...wanted].some((category) => column.perCategory.has(category)));
  return fitting.length > 0 ? fitting : columns;
}

/** The bound that was said. */
export function mainBound(constraint: Constraint): number {
  return Number.isFinite(constraint.max) ? constraint.max : constraint.min;
}

/** 1 when the document's number lies within the wish, falling with the relative distance outside it. */
export function satisfaction(constraint: Constraint, columns: readonly NumberColumn[], doc: number): number {
  let best: number | undefined;
  for (const column of columns) {
    const low = column.min[doc]!;
    const high = column.max[doc]!;
    if (Number.isNaN(low)) continue;
    best = Math.max(best ?? 0, closeness(constraint, low, high));
  }
  return best ?? UNKNOWN;
}

function closeness(wish: { min: number; max: number }, low: number, high: number): number {
  const above = low - wish.max;
  const below = wish.min - high;
  if (above > 0 || below > 0) {
    const edge = above > 0 ? wish.max : wish.min;
    return 0.8 * Math.exp((-4 * Math.max(above, below)) / Math.max(Math.abs(edge), 0.5));
  }
  const span = Math.max(high - low, wish.max - wish.min);
  if (high === low || !Number.isFinite(span) || span === 0) return 1;
  // A range that is the wish itself beats one that merely touches it.
  return 0.8 + (0.2 * (Math.min(high, wish.max) - Math.max(low, wish.min))) / span;
}
