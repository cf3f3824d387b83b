/** No zone's day begins or changes within a quarter of an hour. */
const SLOT_MS = 15 * 60_000;
const KEPT_SLOTS = 2_000;

/** A corp has one zone, and to make the format of one takes as long as a hundred messages. */
const zones = new Map<string, (at: Date) => string>();

/** Days of a zone as YYYY-MM-DD, for many moments: most of them fall into a few quarters of an hour. */
export function localDays(timeZone: string): (at: Date) => string {
  const known = zones.get(timeZone) ?? daysOf(timeZone);
  zones.set(timeZone, known);
  return known;
}

function daysOf(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const known = new Map<number, string>();
  return (at) => {
    const slot = Math.floor(at.getTime() / SLOT_MS);
    let day = known.get(slot);
    if (day === undefined) {
      if (known.size >= KEPT_SLOTS) known.clear();
      day = format.format(at);
      known.set(slot, day);
    }
    return day;
  };
}
