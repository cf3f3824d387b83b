import { useQuery } from "@tanstack/react-query";
import type { MessagesPage } from "../../../src/conversations/conversations.schema";
import { clockTime } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";

/** A few words before and after; opening it is on the record like any reading. */
export function HitContext({ threadId, messageId }: { threadId: string; messageId: string }) {
  const query = { around: messageId, limit: 7 };
  const answer = useQuery({
    queryKey: [`/threads/${threadId}/messages`, query],
    queryFn: ({ signal }) => api.get<Wire<MessagesPage>>(`/threads/${threadId}/messages`, query, signal),
  });
  if (answer.error) return <Problem error={answer.error} onRetry={() => answer.refetch()} />;
  if (!answer.data) return <PageSkeleton rows={3} />;
  return (
    <ol className="sw-context">
      {answer.data.data.map((message) => (
        <li key={message.id} data-hit={message.id === messageId ? "" : undefined}>
          <small className="ct-quiet">
            {clockTime(message.at)} {message.sender.name}
          </small>
          <span>{message.recalledAt ? `${message.text}（已撤回）` : message.text}</span>
        </li>
      ))}
    </ol>
  );
}
