import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { shownError } from "../../shared/errors";
import { api } from "../api";

/** One change of tags: written to WeCom first; afterwards the list shows what WeCom took. */
export function useTagChange<Input>(
  path: string | ((input: Input) => string),
  body: (input: Input) => object,
  done?: { say: string; whenDone(): void },
) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => api.post(typeof path === "string" ? path : path(input), body(input)),
    onSuccess: () => {
      if (done) void message.success(done.say);
      done?.whenDone();
    },
    onError: (error) => void message.warning(shownError(error).text),
    onSettled: () => queries.invalidateQueries({ queryKey: ["/tags"] }),
  });
}
