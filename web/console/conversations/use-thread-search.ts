import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "../api";

/** A hit of the search as the server gives it. */
export interface ThreadHit {
  messageId: string;
  at: string;
  snippet: string;
  highlights: [start: number, end: number][];
}
interface HitPage {
  data: ThreadHit[];
  nextCursor: string | null;
}

export interface ThreadSearch {
  words: string;
  hits: ThreadHit[];
  /** Of the hit that is shown, newest first. */
  index: number;
  more: boolean;
  loading: boolean;
  error: unknown;
  look(words: string): void;
  go(index: number): void;
  /** 1: the next older hit, -1: the next newer. */
  step(by: 1 | -1): void;
  loadMore(): void;
  retry(): void;
}

const PAGE = 50;
const NEAR_EDGE = 5;

interface First {
  words: string;
  /** The hit that was opened by a link. */
  messageId: string | undefined;
}

/** @param onHit shows the message; called for the newest hit as soon as it is known. */
export function useThreadSearch(threadId: string, first: First, onHit: (messageId: string) => void): ThreadSearch {
  const [words, setWords] = useState(first.words);
  const [index, setIndex] = useState(0);
  const found = useInfiniteQuery({
    queryKey: ["/messages/search", threadId, words],
    enabled: words !== "",
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get<HitPage>("/messages/search", { threadId, q: words, cursor: pageParam, limit: PAGE }, signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 60_000,
    retry: false,
  });
  const hits = words === "" ? [] : (found.data?.pages.flatMap((page) => page.data) ?? []);
  const newest = hits[0]?.messageId;
  // A link names both a message and the words that led to it: the message comes first.
  const linked = useRef(first.words !== "" ? first.messageId : undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer, whatever else changes
  useEffect(() => {
    if (!newest) return;
    if (linked.current)
      setIndex(
        Math.max(
          0,
          hits.findIndex((hit) => hit.messageId === linked.current),
        ),
      );
    else onHit(newest);
    linked.current = undefined;
  }, [words, newest]);

  function go(to: number) {
    const hit = hits[to];
    if (!hit) return;
    setIndex(to);
    onHit(hit.messageId);
    if (to >= hits.length - NEAR_EDGE && found.hasNextPage) void found.fetchNextPage();
  }
  return {
    words,
    hits,
    index,
    more: found.hasNextPage,
    loading: found.isFetching,
    error: found.error,
    look: (next) => {
      if (next === words) return;
      setIndex(0);
      setWords(next);
    },
    go,
    step: (by) => go(index + by),
    loadMore: () => void found.fetchNextPage(),
    retry: () => void found.refetch(),
  };
}
