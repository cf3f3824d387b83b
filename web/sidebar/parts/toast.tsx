import { useSyncExternalStore } from "react";

interface Toast {
  text: string;
  tone: "success" | "warning";
  /** To be copied when asking for help. */
  code?: string | undefined;
}

const SHOWN_MS = 4_000;

let shown: Toast | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function show(next: Toast | null) {
  shown = next;
  for (const listener of listeners) listener();
}

/** One line at the foot of the sidebar for a few seconds. */
export function toast(tone: Toast["tone"], text: string, code?: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => show(null), SHOWN_MS);
  show({ tone, text, code });
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function Toasts() {
  const current = useSyncExternalStore(subscribe, () => shown);
  return (
    <div className="sb-toasts" role="status">
      {current && (
        <p className="sb-toast" data-tone={current.tone}>
          {current.text}
          {current.code && <small>代码 {current.code}</small>}
        </p>
      )}
    </div>
  );
}
