import { useEffect, useState, useSyncExternalStore } from "react";
import { get, SandboxError } from "./http";
import { journal } from "./journal";
import type { ChatMessage } from "./types";

const AT_ONCE = 3;

/** The newest message of each listed conversation; read once, and again only when the journal shows that something was said there. */
class Tails {
  private tails: ReadonlyMap<string, ChatMessage> = new Map();
  private readonly readAt = new Map<string, number>();
  private readonly queue: { key: string; path: string }[] = [];
  private running = 0;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  all = (): ReadonlyMap<string, ChatMessage> => this.tails;

  want(wanted: { key: string; path: string }[]): void {
    for (const row of wanted) {
      const touch = journal.touchOf(row.key)?.n ?? 0;
      if (this.readAt.get(row.key) === touch) continue;
      this.readAt.set(row.key, touch);
      this.queue.push(row);
    }
    this.work();
  }

  private work(): void {
    while (this.running < AT_ONCE) {
      const next = this.queue.shift();
      if (!next) return;
      this.running += 1;
      get<{ messages: ChatMessage[] }>(next.path)
        .then(({ messages }) => {
          const last = messages.findLast((row) => row.msgtype !== "revoke");
          if (last) this.tails = new Map(this.tails).set(next.key, last);
        })
        .catch((error: unknown) => {
          if (!(error instanceof SandboxError)) throw error;
          this.readAt.delete(next.key); // a preview may be missing; the next change asks again
        })
        .finally(() => {
          this.running -= 1;
          for (const listener of this.listeners) listener();
          this.work();
        });
    }
  }
}

const tails = new Tails();

/** @param wanted conversations by `pairKey` or chatId */
export function useTails(wanted: { key: string; path: string }[]): ReadonlyMap<string, ChatMessage> {
  const [, setBeat] = useState(0);
  useEffect(() => journal.subscribe(() => setBeat((beat) => beat + 1)), []);
  useEffect(() => tails.want(wanted));
  return useSyncExternalStore(tails.subscribe, tails.all);
}

export const pairPath = (userid: string, peer: string): string =>
  `/chats?userid=${encodeURIComponent(userid)}&peer=${encodeURIComponent(peer)}`;
export const groupPath = (chatId: string): string => `/chats?chatId=${encodeURIComponent(chatId)}`;
