import { useCallback, useEffect, useRef, useState } from "react";
import type { MessagesPage, MessageView } from "../../../src/conversations/conversations.schema";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { merge, type Stretch, trim } from "./stretch";

type Page = Wire<MessagesPage>;
export type Message = Wire<MessageView>;

/** Where to open a thread. */
export type Place = { kind: "end" } | { kind: "message"; id: string } | { kind: "day"; day: string };

export interface Opened extends Stretch {
  place: Place;
  /** Changes when other rows are shown: the list starts anew. */
  epoch: number;
  /** Changes when a place is asked for. */
  asked: number;
}

const PAGE = 60;
const POLL_MS = 5_000;

function askFor(place: Place): Record<string, string> {
  if (place.kind === "message") return { around: place.id };
  if (place.kind === "day") return { at: place.day };
  return {};
}

/** A stretch of a thread's messages: opened at any place, grown to both sides, never long; its end keeps up with what is said. */
export function useMessages(threadId: string, first: Place) {
  const path = `/threads/${threadId}/messages`;
  const [opened, setOpened] = useState<Opened | null>(null);
  const [error, setError] = useState<unknown>(null);
  const shown = useRef<Opened | null>(null);
  const asks = useRef(0);
  const busy = useRef({ older: false, newer: false });

  const show = useCallback((next: Opened) => {
    shown.current = next;
    setOpened(next);
  }, []);

  const open = useCallback(
    async (place: Place) => {
      asks.current += 1;
      const asked = asks.current;
      const now = shown.current;
      const here = place.kind === "message" && now?.rows.some((row) => row.id === place.id);
      if (now && (here || (place.kind === "end" && now.newer === null))) return show({ ...now, place, asked });
      try {
        const page = await api.get<Page>(path, { ...askFor(place), limit: PAGE });
        if (asked !== asks.current) return;
        setError(null);
        show({ rows: page.data, older: page.older, newer: page.newer, place, epoch: asked, asked });
      } catch (problem) {
        if (asked === asks.current) setError(problem);
      }
    },
    [path, show],
  );

  const grow = useCallback(
    async (side: "older" | "newer") => {
      const from = shown.current;
      const edge = from?.[side];
      if (!from || !edge || busy.current[side]) return;
      busy.current[side] = true;
      try {
        const page = await api.get<Page>(path, { [side === "older" ? "before" : "after"]: edge, limit: PAGE });
        const now = shown.current;
        if (now?.epoch === from.epoch && now[side] === edge) show({ ...now, ...trim(join(now, page, side), side) });
      } catch {
        // The edge is still there: the next scroll asks again.
      } finally {
        busy.current[side] = false;
      }
    },
    [path, show],
  );

  /** What was said, or withdrawn, since. */
  const catchUp = useCallback(async () => {
    const from = shown.current;
    if (!from || from.newer !== null || document.hidden) return;
    try {
      const page = stretchOf(await api.get<Page>(path, { limit: PAGE }));
      const now = shown.current;
      if (!now || now.epoch !== from.epoch || now.newer !== null) return;
      const next = merge(now, page);
      if (next !== now) show({ ...now, ...next });
    } catch {
      // The next round asks again; what is shown is still true.
    }
  }, [path, show]);

  /** Looks at one message again: a file of it was asked for once more. */
  const refresh = useCallback(
    async (id: string) => {
      try {
        const page = await api.get<Page>(path, { around: id, limit: 1 });
        const now = shown.current;
        const [row] = page.data;
        if (now && row) show({ ...now, rows: now.rows.map((old) => (old.id === row.id ? row : old)) });
      } catch {
        // What is shown stays.
      }
    },
    [path, show],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first place is where the thread opens, once
  useEffect(() => {
    void open(first);
  }, [open]);
  useEffect(() => {
    const timer = setInterval(() => void catchUp(), POLL_MS);
    const source = new EventSource(`/console/api/threads/${threadId}/live`);
    source.addEventListener("change", () => void catchUp());
    return () => {
      clearInterval(timer);
      source.close();
    };
  }, [threadId, catchUp]);

  return { opened, error, open, grow, refresh };
}

function join(now: Stretch, page: Page, side: "older" | "newer"): Stretch {
  return side === "older"
    ? { rows: [...page.data, ...now.rows], older: page.older, newer: now.newer }
    : { rows: [...now.rows, ...page.data], older: now.older, newer: page.newer };
}

function stretchOf(page: Page): Stretch {
  return { rows: page.data, older: page.older, newer: page.newer };
}
