import type { NextAction } from "./types";

/** At most two; each says what and why in one line. */
export function NextActions({ actions }: { actions: NextAction[] }) {
  if (actions.length === 0) return null;
  return (
    <ul className="sb-actions">
      {actions.slice(0, 2).map((action) => (
        <li key={action.code}>{action.text}</li>
      ))}
    </ul>
  );
}
