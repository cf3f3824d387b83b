import { useQuery } from "@tanstack/react-query";
import type { CustomerProfile } from "../../src/contacts/contacts.schema";
import type { SidebarServiceGroup } from "../../src/servicegroups/servicegroups.schema";
import type { SuggestionsAnswer } from "../../src/suggestions/suggestions.schema";
import type { Wire } from "../shared/wire";
import { api } from "./sidebar-api";

export type Profile = Wire<CustomerProfile>;
export type Suggestions = Wire<SuggestionsAnswer>;
export type Reply = Suggestions["replies"][number];
export type NextAction = Suggestions["actions"][number];

/** Everything about a customer hangs under this key, so that one notice renews it all. */
export const customerKey = (externalUserid: string, ...rest: string[]) => ["customer", externalUserid, ...rest];

export const customerPath = (externalUserid: string, rest = "") =>
  `/customers/${encodeURIComponent(externalUserid)}${rest}`;

/** Live notices may get lost; a slow poll makes up for them. */
const POLL_MS = 20_000;

export function useProfile(externalUserid: string) {
  return useQuery({
    queryKey: customerKey(externalUserid, "profile"),
    queryFn: ({ signal }) => api.get<{ data: Profile }>(customerPath(externalUserid), {}, signal),
    refetchInterval: 60_000,
  });
}

export function useSuggestions(externalUserid: string) {
  return useQuery({
    queryKey: customerKey(externalUserid, "suggestions"),
    queryFn: ({ signal }) => api.get<{ data: Suggestions }>(customerPath(externalUserid, "/suggestions"), {}, signal),
    refetchInterval: POLL_MS,
  });
}

export function useServiceGroup(externalUserid: string) {
  return useQuery({
    queryKey: customerKey(externalUserid, "servicegroup"),
    queryFn: ({ signal }) =>
      api.get<{ data: SidebarServiceGroup }>(customerPath(externalUserid, "/servicegroup"), {}, signal),
    refetchInterval: (query) => (query.state.data?.data.state === "starting" ? 2_000 : 60_000),
  });
}
