import { useQuery } from "@tanstack/react-query";
import { learnNow, useCompanyNow } from "../shared/clock";
import { localDay } from "../shared/time";
import { api } from "./api";

export interface Me {
  userid: string;
  name: string;
  role: "admin" | "manager" | "rep";
  roleName: string;
  now: string;
}

/** Who is signed in. The answer carries the company's time, so it is asked for every half minute. */
export function useMe(): Me | undefined {
  const me = useQuery({
    queryKey: ["/me"],
    queryFn: async () => {
      const answer = await api.get<{ data: Me }>("/me");
      learnNow(answer.data.now);
      return answer.data;
    },
    staleTime: 25_000,
    refetchInterval: 30_000,
  });
  return me.data;
}

/** The company's time and day; no day until the server has told its time. */
export function useToday(): { now: Date; today: string } {
  const me = useMe();
  const now = useCompanyNow();
  return { now, today: me ? localDay(now) : "" };
}
