import { useQuery } from "@tanstack/react-query";
import { localDay } from "../shared/time";
import { api } from "./api";

/** The company's clock is the server's: a sandbox can move it. */
export function useNow(): { now: Date; today: string } {
  const me = useQuery({
    queryKey: ["/me"],
    queryFn: () => api.get<{ data: { now?: string } }>("/me"),
    staleTime: 30_000,
    refetchInterval: 30_000,
  });
  const now = me.data?.data.now ? new Date(me.data.data.now) : new Date();
  return { now, today: me.data ? localDay(now) : "" };
}
