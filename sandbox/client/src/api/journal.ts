import { useMemo, useSyncExternalStore } from "react";
import { get, SandboxError } from "./http";
import { pulse } from "./live";
import type { JournalEntry } from "./types";

const KEPT = 1500;

/** Follows the sandbox's journal: only what is new is read, and callbacks still under way are read again until they are settled. */
class Journal {
  private entries: readonly JournalEntry[] = [];
  private failure: SandboxError | null = null;
  private readonly touches = new Map<string, { n: number; at: number }>();
  private readonly listeners = new Set<() => void>();
  private started = false;
  private reading = false;
  private again = false;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (!this.started) {
      this.started = true;
      pulse.subscribe(this.read);
      this.read();
    }
    return () => this.listeners.delete(listener);
  };
  all = (): readonly JournalEntry[] => this.entries;
  error = (): SandboxError | null => this.failure;
  isRead = (): boolean => this.started && (this.entries.length > 0 || !this.reading);
  touchOf = (chat: string): { n: number; at: number } | undefined => this.touches.get(chat);

  private read = (): void => {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    const pending = this.entries.find((entry) => entry.kind === "callback" && entry.status === "waiting");
    const after = (pending?.n ?? (this.entries.at(-1)?.n ?? 0) + 1) - 1;
    get<{ entries: JournalEntry[] }>(`/journal?after=${after}`).then(
      ({ entries }) => this.take(after, entries),
      (error: unknown) => {
        this.failure = error instanceof SandboxError ? error : null;
        this.finish();
      },
    );
  };

  private take(after: number, entries: JournalEntry[]): void {
    this.failure = null;
    if (entries.length > 0)
      this.entries = [...this.entries.filter((entry) => entry.n <= after), ...entries].slice(-KEPT);
    for (const entry of entries) {
      const chat = chatOf(entry);
      if (chat) this.touches.set(chat, { n: entry.n, at: entry.at });
    }
    this.finish();
  }

  private finish(): void {
    this.reading = false;
    for (const listener of this.listeners) listener();
    if (this.again) {
      this.again = false;
      this.read();
    }
  }
}

export const pairKey = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

/** The conversation that an entry adds something to. */
function chatOf(entry: JournalEntry): string | null {
  const fields = (entry.kind === "action" && entry.type === "message.send" ? entry.fields : null) as Record<
    string,
    string
  > | null;
  if (fields) return fields.chatId ?? (fields.from && fields.to ? pairKey(fields.from, fields.to) : null);
  if (entry.kind !== "phone") return null;
  if (typeof entry.chatId === "string") return entry.chatId;
  return typeof entry.from === "string" && entry.externalUserid ? pairKey(entry.from, entry.externalUserid) : null;
}

const journal = new Journal();

export function useJournal(): { entries: readonly JournalEntry[]; error: SandboxError | null; loading: boolean } {
  const entries = useSyncExternalStore(journal.subscribe, journal.all);
  const error = useSyncExternalStore(journal.subscribe, journal.error);
  const read = useSyncExternalStore(journal.subscribe, journal.isRead);
  return useMemo(() => ({ entries, error, loading: !read }), [entries, error, read]);
}

export { journal };
