import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { get, SandboxError } from "./http";

const POLL_MS = 2500;
const GATHER_MS = 150;

/** Counts changes of the sandbox: told by server-sent events, or by asking regularly where these do not come through. */
class Pulse {
  private beat = 0;
  private online = true;
  private readonly listeners = new Set<() => void>();
  private source: EventSource | null = null;
  private gather: ReturnType<typeof setTimeout> | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (!this.source) this.open();
    return () => this.listeners.delete(listener);
  };
  count = (): number => this.beat;
  isOnline = (): boolean => this.online;

  /** After an own action: do not wait for the event. */
  poke = (): void => {
    this.beat += 1;
    for (const listener of this.listeners) listener();
  };

  /** Many changes in a row (a moved clock, a big seed) are drawn as a few. */
  private soon = (): void => {
    this.gather ??= setTimeout(() => {
      this.gather = null;
      this.poke();
    }, GATHER_MS);
  };

  reportReach(online: boolean): void {
    if (online === this.online) return;
    this.online = online;
    this.poke();
  }

  private open(): void {
    this.source = new EventSource("/_sandbox/events");
    this.source.addEventListener("change", this.soon);
    this.source.onopen = () => {
      this.stopPolling();
      this.reportReach(true);
    };
    this.source.onerror = () => {
      this.timer ??= setInterval(this.poke, POLL_MS);
    };
  }

  private stopPolling(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }
}

export const pulse = new Pulse();

export const useOnline = (): boolean => useSyncExternalStore(pulse.subscribe, pulse.isOnline);

export interface Live<T> {
  /** stays what it was while the sandbox is away: the top bar tells that */
  data: T | undefined;
  /** only when there is nothing to show */
  error: SandboxError | null;
  /** true until the first answer for this path */
  loading: boolean;
  reload: () => void;
}

/** Reads a path of the control surface and reads it again whenever the sandbox changes; null = nothing to read. */
export function useLive<T>(path: string | null): Live<T> {
  const beat = useSyncExternalStore(pulse.subscribe, pulse.count);
  const [state, setState] = useState<{ path: string | null; data?: T; error: SandboxError | null }>({
    path: null,
    error: null,
  });
  const turns = useRef({ asked: 0, applied: 0, path });
  turns.current.path = path;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each beat asks anew
  useEffect(() => {
    if (path === null) return;
    const turn = ++turns.current.asked;
    const isNews = (): boolean => {
      if (turn < turns.current.applied || turns.current.path !== path) return false;
      turns.current.applied = turn;
      return true;
    };
    get<T>(path).then(
      (data) => {
        pulse.reportReach(true);
        if (isNews()) setState((before) => (same(before, path, data) ? before : { path, data, error: null }));
      },
      (error: unknown) => {
        if (!(error instanceof SandboxError)) throw error;
        if (error.code === "sandbox.unreachable") pulse.reportReach(false);
        if (!isNews()) return;
        setState((before) => ({
          path,
          error,
          ...(before.path === path && before.data !== undefined ? { data: before.data } : {}),
        }));
      },
    );
  }, [path, beat]);
  const current = state.path === path;
  return {
    data: current ? state.data : undefined,
    error: current && state.data === undefined ? state.error : null,
    loading: path !== null && (!current || (state.data === undefined && state.error === null)),
    reload: pulse.poke,
  };
}

/** Unchanged answers keep their identity, so that nothing is drawn again. */
function same<T>(
  before: { path: string | null; data?: T; error: SandboxError | null },
  path: string,
  data: T,
): boolean {
  return before.path === path && before.error === null && JSON.stringify(before.data) === JSON.stringify(data);
}
