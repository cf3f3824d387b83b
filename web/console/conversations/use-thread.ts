import { useQuery } from "@tanstack/react-query";
import type { ThreadDetailView } from "../../../src/conversations/conversations.schema";
import type { Wire } from "../../shared/wire";
import { api } from "../api";

export function useThread(threadId: string) {
  const path = `/threads/${threadId}`;
  return useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<{ data: Wire<ThreadDetailView> }>(path, {}, signal),
    staleTime: 30_000,
  });
}
