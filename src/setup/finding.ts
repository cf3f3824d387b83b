import { type CheckId, checks } from "./checks";
import type { Finding, FindingState } from "./setup.schema";

type Extra = Partial<Pick<Finding, "place" | "copy" | "stop" | "hidden" | "what">>;

/** Where a check has no place of its own in WeCom's console, its finding has none. */
function finding(id: CheckId, state: FindingState, seen: string, todo?: string, extra: Extra = {}): Finding {
  const { title, what, place, link } = checks[id];
  const part = id.slice(0, id.indexOf(".")) as Finding["part"];
  return {
    id,
    part,
    title,
    what: what ?? title,
    state,
    seen,
    ...(todo && { todo }),
    ...(place && todo && { place: [...place] }),
    ...(link && state !== "ok" && { link }),
    ...extra,
  };
}

export const ok = (id: CheckId, seen: string, extra?: Extra) => finding(id, "ok", seen, undefined, extra);
export const warn = (id: CheckId, seen: string, todo: string, extra?: Extra) => finding(id, "warn", seen, todo, extra);
export const fail = (id: CheckId, seen: string, todo: string, extra?: Extra) => finding(id, "fail", seen, todo, extra);
export const unknown = (id: CheckId, seen: string, todo?: string, extra?: Extra) =>
  finding(id, "unknown", seen, todo, extra);

const marks: Record<FindingState, string> = { ok: "✓", fail: "✗", warn: "!", unknown: "–" };

/** One line for a terminal. */
export function formatFinding({ state, what, seen, todo, place }: Finding): string {
  const where = place && todo ? `到 ${place.join(" → ")} ` : "";
  return `${marks[state]} ${what}: ${seen}${todo ? ` → ${where}${todo}` : ""}`;
}
