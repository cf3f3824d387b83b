import { useCallback, useSyncExternalStore } from "react";

/** What each member has looked at, by session and newest time seen; kept for this tab only, as a client keeps its red dots. */
const seen = new Map<string, number>(JSON.parse(sessionStorage.getItem("seen") ?? "[]"));
const listeners = new Set<() => void>();
let version = 0;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

function mark(key: string, at: number): void {
  if ((seen.get(key) ?? 0) >= at) return;
  seen.set(key, at);
  sessionStorage.setItem("seen", JSON.stringify([...seen]));
  version += 1;
  for (const listener of listeners) listener();
}

export function useSeen(person: string): {
  unseen: (session: string, at: number) => boolean;
  look: (session: string, at: number) => void;
} {
  useSyncExternalStore(subscribe, () => version);
  const look = useCallback((session: string, at: number) => mark(`${person}|${session}`, at), [person]);
  const unseen = (session: string, at: number): boolean => {
    const key = `${person}|${session}`;
    if (!seen.has(key)) seen.set(key, at); // what was there before this tab opened is old news
    return at > (seen.get(key) ?? 0);
  };
  return { unseen, look };
}
