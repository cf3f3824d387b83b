import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { shownError } from "../shared/errors";
import { NextActions } from "./next-actions";
import { Problem } from "./problem";
import { api } from "./sidebar-api";
import { SuggestionBubble } from "./suggestion-bubble";
import type { Reply, Suggestions } from "./types";

const POLL_MS = 20_000;

/** New message, new suggestions, in place; a draft that is being edited stays. */
export function SuggestionList({ externalUserid }: { externalUserid: string }) {
  const [draft, setDraft] = useState<Reply | null>(null);
  const suggestions = useQuery({
    queryKey: ["customer", externalUserid, "suggestions"],
    queryFn: ({ signal }) => api.get<{ data: Suggestions }>(`/customers/${externalUserid}/suggestions`, {}, signal),
    refetchInterval: POLL_MS,
  });
  if (suggestions.error) {
    const { text, code } = shownError(suggestions.error);
    return <Problem text={text} code={code} onRetry={() => suggestions.refetch()} />;
  }
  const data = suggestions.data?.data;
  const replies = data?.replies ?? [];
  const shown = draft && !replies.some((reply) => reply.id === draft.id) ? [draft, ...replies] : replies;
  return (
    <section aria-label="建议" className="sb-section">
      <h2>建议</h2>
      {!data && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {data && <NextActions actions={data.actions} />}
      {shown.map((reply) => (
        <SuggestionBubble
          key={reply.id}
          reply={reply}
          onEditing={(editing) => setDraft(editing ? reply : null)}
          onDone={() => suggestions.refetch()}
        />
      ))}
      {data && shown.length === 0 && data.actions.length === 0 && (
        <p className="sb-quiet">暂无合适建议,可以在「知识」里搜一搜。</p>
      )}
    </section>
  );
}
