import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import type { SetupPart, SetupView } from "../../../src/setup/setup.schema";
import { shownError } from "../../shared/errors";
import type { Wire } from "../../shared/wire";
import { api } from "../api";

export type Setup = Wire<SetupView>;
export type PartView = Setup["parts"][number];
export type FindingView = PartView["findings"][number];

interface Answer {
  data: Setup;
}

const key = ["/setup"];

export function useSetup() {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<Answer>("/setup", {}, signal),
    refetchInterval: 60_000,
  });
}

/** Looks anew at one part, or at all. */
export function useCheck() {
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (part: SetupPart | "all") => api.post<Answer>("/setup/check", part === "all" ? {} : { parts: [part] }),
    onSuccess: (answer) => {
      queries.setQueryData(key, answer);
      void queries.invalidateQueries({ queryKey: ["/setup/alerts"] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
}
