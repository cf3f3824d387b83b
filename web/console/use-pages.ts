import { useInfiniteQuery } from "@tanstack/react-query";
import type { Page } from "../shared/api";
import { api } from "./api";

type Query = Record<string, string | number | undefined>;

/** A list with 加载更多. */
export function usePages<T>(path: string, query: Query = {}, options: { refetchMs?: number } = {}) {
  const result = useInfiniteQuery({
    queryKey: [path, query],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => api.get<Page<T>>(path, { ...query, cursor: pageParam }, signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    ...(options.refetchMs && { refetchInterval: options.refetchMs }),
  });
  return { ...result, rows: result.data?.pages.flatMap((page) => page.data) };
}
