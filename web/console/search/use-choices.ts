import { useQuery } from "@tanstack/react-query";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import { api } from "../api";

interface Member {
  userid: string;
  name: string;
}
interface Department {
  departmentId: number;
  name: string;
}

function useList<T>(path: string) {
  const query = useQuery({
    queryKey: [path],
    queryFn: () => api.get<{ data: T[] }>(path),
    staleTime: 60_000,
  });
  return query.data?.data;
}

/** What a search can be narrowed to; undefined while on its way. */
export function useChoices() {
  return {
    members: useList<Member>("/members"),
    departments: useList<Department>("/departments"),
    tags: useList<TagGroupRow>("/tags"),
  };
}
