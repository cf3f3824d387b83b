import { useQuery } from "@tanstack/react-query";
import { learnNow } from "../shared/clock";
import { api } from "./sidebar-api";

interface Me {
  userid: string;
  name: string;
  now: string;
}

/** Who is signed in, and the company's time. */
export function useMe(): Me | undefined {
  const me = useQuery({
    queryKey: ["me"],
    queryFn: async () => {
      const { data } = await api.get<{ data: Me }>("/me");
      learnNow(data.now);
      return data;
    },
    refetchInterval: 60_000,
  });
  return me.data;
}
