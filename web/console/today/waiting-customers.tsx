import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { WaitingCount } from "../../../src/conversations/clock/clock.schema";
import type { ThreadView } from "../../../src/conversations/conversations.schema";
import { spokenNumber } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { titleOf } from "../conversations/thread-list";
import { Waiting } from "../conversations/waiting";
import { useMe } from "../use-me";
import { usePages } from "../use-pages";

type Thread = Wire<ThreadView>;

const SHOWN = 6;
const LATE_MINUTES = 2 * 60;

export function useWaitingCustomers() {
  return usePages<Thread>("/threads", { waiting: "1", limit: 20 }, { refetchMs: 15_000 });
}

/** The same number as the list behind 查看全部. */
function useWaitingCount(): WaitingCount | undefined {
  const answer = useQuery({
    queryKey: ["/response/waiting"],
    queryFn: ({ signal }) => api.get<{ data: WaitingCount }>("/response/waiting", {}, signal),
    refetchInterval: 15_000,
  });
  return answer.data?.data;
}

/** Somebody wrote and nobody answered. */
export function WaitingCustomers({ rows, hasMore }: { rows: Thread[]; hasMore: boolean }) {
  const me = useMe();
  const count = useWaitingCount();
  if (rows.length === 0) return null;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>客户在等回复</h2>
        <span className="ct-count">
          {count ? spokenNumber(count.waiting) : hasMore ? `${rows.length}+` : rows.length}
        </span>
        {rows.length > SHOWN && <Link to="/conversations?waiting=1">查看全部</Link>}
      </div>
      {rows.slice(0, SHOWN).map((thread) => {
        const late = (thread.waitedMinutes ?? 0) > LATE_MINUTES;
        return (
          <div key={thread.id} className="td-row">
            <div className="td-what">
              <strong className="ct-name ct-ellipsis" title={titleOf(thread)}>
                {titleOf(thread)}
              </strong>
              <span className="ct-ellipsis">{thread.last?.text}</span>
            </div>
            <span className="ct-quiet ct-ellipsis">
              {thread.member?.userid !== me?.userid && `${thread.member?.name ?? "群聊"} · `}
              <span className={late ? "td-late" : undefined}>
                <Waiting thread={thread} short />
              </span>
            </span>
            <Link to={`/conversations/${thread.id}?waiting=1`}>查看会话</Link>
          </div>
        );
      })}
    </section>
  );
}
