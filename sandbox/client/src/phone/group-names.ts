import { useMemo } from "react";
import { useLive } from "../api/live";
import type { GroupRow } from "../api/types";

/** The customer's groups by id; also those in which nothing was said yet. */
export function useGroupNames(customer: string | null): ReadonlyMap<string, string> {
  const { data } = useLive<{ groups: GroupRow[] }>(customer ? `/groups?of=${encodeURIComponent(customer)}` : null);
  return useMemo(() => new Map(data?.groups.map((row) => [row.chatId, row.name])), [data]);
}
