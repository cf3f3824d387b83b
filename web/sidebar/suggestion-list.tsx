import { useState } from "react";
import { shownError } from "../shared/errors";
import { Skeleton } from "../shared/parts/skeleton";
import { NextActions } from "./next-actions";
import { Problem } from "./parts/problem";
import { SuggestionBubble } from "./suggestion-bubble";
import { type Reply, useSuggestions } from "./use-customer";

const SHOWN = 3;

interface Props {
  externalUserid: string;
  onGroup(): void;
  onSearch(words: string): void;
}

/** New message, new suggestions, in place; a draft that is being edited stays. */
export function SuggestionList({ externalUserid, onGroup, onSearch }: Props) {
  const [draft, setDraft] = useState<Reply | null>(null);
  /** Sent from here: the bubble stays until the next message brings new ones. */
  const [done, setDone] = useState<{ messageId: string | null; ids: string[] }>({ messageId: null, ids: [] });
  const suggestions = useSuggestions(externalUserid);
  if (suggestions.error && !suggestions.data) {
    const { text, code } = shownError(suggestions.error);
    return <Problem text={text} code={code} onRetry={() => suggestions.refetch()} />;
  }
  const data = suggestions.data?.data;
  const replies = (data?.replies ?? []).filter((reply) => reply.status !== "dismissed").slice(0, SHOWN);
  const sentHere = data && done.messageId === data.messageId ? done.ids : [];
  const over = draft !== null && done.ids.includes(draft.id) && !sentHere.includes(draft.id);
  const kept = draft && !over && !replies.some((reply) => reply.id === draft.id) ? [draft] : [];
  const shown = [...kept, ...replies];
  /** Another bubble's draft is none of this one's business. */
  const release = (reply: Reply) => setDraft((current) => (current?.id === reply.id ? null : current));
  return (
    <section aria-label="建议" className="sb-suggestions" aria-live="polite">
      {!data && <Skeleton rows={3} />}
      {data && (
        <NextActions externalUserid={externalUserid} actions={data.actions} onGroup={onGroup} onSearch={onSearch} />
      )}
      {shown.map((reply, index) => (
        <SuggestionBubble
          key={reply.id}
          reply={reply}
          outdated={kept.includes(reply)}
          secondary={index > 0 || sentHere.length > 0}
          onEditing={(editing) => (editing ? setDraft(reply) : release(reply))}
          onSent={() => setDone({ messageId: data?.messageId ?? null, ids: [...sentHere, reply.id] })}
        />
      ))}
      {data && shown.length === 0 && <Nothing waiting={data.messageId !== null} />}
    </section>
  );
}

function Nothing({ waiting }: { waiting: boolean }) {
  return (
    <p className="sb-quiet">
      {waiting ? "暂无合适建议，可以搜一搜话术和知识。" : "客户来信后，这里会给出可直接发送的回复。"}
    </p>
  );
}
