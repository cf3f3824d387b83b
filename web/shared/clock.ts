import { useSyncExternalStore } from "react";

const TICK_MS = 30_000;

/** How far the company's clock is from this machine's: a sandbox can move it. */
let offsetMs = 0;
let shown = new Date();
const listeners = new Set<() => void>();

function tick() {
  shown = new Date(Date.now() + offsetMs);
  for (const listener of listeners) listener();
}

/** Takes the time that the server says it is. */
export function learnNow(at: string): void {
  const next = Date.parse(at) - Date.now();
  // Answers take a moment to arrive; less than a second is not news.
  if (Math.abs(next - offsetMs) < 1_000) return;
  offsetMs = next;
  tick();
}

setInterval(tick, TICK_MS);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The company's time, to the half minute. */
export function useCompanyNow(): Date {
  return useSyncExternalStore(subscribe, () => shown);
}
