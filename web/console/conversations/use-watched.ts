import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { ThreadHitView } from "../../../src/sensitivewords/sensitivewords.schema";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { useMe } from "../use-me";
import type { Watched } from "./watched";

type Hit = Wire<ThreadHitView>;

export interface WatchedHits {
  /** Newest first. */
  hits: Hit[];
  more: boolean;
  /** The sensitive words of each message. */
  wordsOf: ReadonlyMap<string, readonly Watched[]>;
  /** Of the hit that is shown; -1: none is. */
  index: number;
  /** Shows the hit at that place. */
  go(index: number): void;
  step(by: 1 | -1): void;
}

const PAGE = 100;
const RENEW_MS = 30_000;
const NEAR_EDGE = 5;

/**
 * Where sensitive words stand in a conversation, for those who may see it: nobody else asks.
 *
 * @param readTo time of the oldest message that is shown: hits are known as far back.
 * @param shown the message that is marked: the place among the hits, where it is one.
 * @param onHit shows the message.
 */
export function useWatched(
  threadId: string,
  { readTo, shown }: { readTo: string | undefined; shown: string | undefined },
  onHit: (id: string) => void,
): WatchedHits {
  const me = useMe();
  const path = `/sensitive-hits/threads/${threadId}`;
  const found = useInfiniteQuery({
    queryKey: [path],
    enabled: me !== undefined && me.role !== "rep",
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get<{ data: Hit[]; nextCursor: string | null }>(path, { cursor: pageParam, limit: PAGE }, signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: RENEW_MS,
    retry: false,
  });
  const pages = found.data?.pages;
  const hits = useMemo(() => pages?.flatMap((page) => page.data) ?? [], [pages]);
  const wordsOf = useMemo(() => new Map(hits.map((hit) => [hit.messageId, hit.words])), [hits]);
  const knownTo = hits.at(-1)?.at;
  const { hasNextPage: more, isFetching, fetchNextPage } = found;
  const behind = more && !isFetching && readTo !== undefined && knownTo !== undefined && readTo < knownTo;
  useEffect(() => {
    if (behind) void fetchNextPage();
  }, [behind, fetchNextPage]);

  function go(to: number) {
    const hit = hits[to];
    if (!hit) return;
    onHit(hit.messageId);
    if (more && !isFetching && to >= hits.length - NEAR_EDGE) void fetchNextPage();
  }
  const index = hits.findIndex((hit) => hit.messageId === shown);
  return { hits, more, wordsOf, index, go, step: (by) => go(index + by) };
}
