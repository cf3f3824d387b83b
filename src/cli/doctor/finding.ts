/** One line of the doctor: what was looked at, how it is, and what to do when it is not well. */
export interface Finding {
  /** What a person looks for: a variable's name or a part. */
  what: string;
  state: "ok" | "problem" | "skipped";
  /** What was seen. */
  seen: string;
  /** What to do, with the menu path of WeCom's console where that is the place. */
  todo?: string;
}

export const ok = (what: string, seen: string): Finding => ({ what, state: "ok", seen });
export const problem = (what: string, seen: string, todo: string): Finding => ({ what, state: "problem", seen, todo });
export const skipped = (what: string, seen: string): Finding => ({ what, state: "skipped", seen });

const marks = { ok: "✓", problem: "✗", skipped: "–" } as const;

export function formatFinding(finding: Finding): string {
  return `${marks[finding.state]} ${finding.what}: ${finding.seen}${finding.todo ? ` → ${finding.todo}` : ""}`;
}
