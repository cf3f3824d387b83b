import { Link } from "react-router";
import type { ThreadView } from "../../../src/conversations/conversations.schema";
import { useCompanyNow } from "../../shared/clock";
import { fullTime, spokenSpan } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { titleOf } from "../conversations/thread-list";
import { useMe } from "../use-me";
import { usePages } from "../use-pages";

type Thread = Wire<ThreadView>;

const SHOWN = 6;
const LATE_MS = 2 * 3_600_000;

export function useWaitingCustomers() {
  return usePages<Thread>("/threads", { waiting: "1", limit: 20 }, { refetchMs: 15_000 });
}

/** Somebody wrote and nobody answered. */
export function WaitingCustomers({ rows, hasMore }: { rows: Thread[]; hasMore: boolean }) {
  const now = useCompanyNow();
  const me = useMe();
  if (rows.length === 0) return null;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>客户在等回复</h2>
        <span className="ct-count">{hasMore ? `${rows.length}+` : rows.length}</span>
        {rows.length > SHOWN && <Link to="/conversations?waiting=1">查看全部</Link>}
      </div>
      {rows.slice(0, SHOWN).map((thread) => {
        const since = thread.waitingSince ?? thread.last?.at;
        const late = since ? now.getTime() - Date.parse(since) > LATE_MS : false;
        return (
          <div key={thread.id} className="td-row">
            <div className="td-what">
              <strong className="ct-name ct-ellipsis" title={titleOf(thread)}>
                {titleOf(thread)}
              </strong>
              <span className="ct-ellipsis">{thread.last?.text}</span>
            </div>
            <span className="ct-quiet ct-ellipsis">
              {thread.member?.userid !== me?.userid && `${thread.member?.name ?? ""} · `}
              {since && (
                <time dateTime={since} title={fullTime(since)} className={late ? "td-late" : undefined}>
                  已等 {spokenSpan(since, now)}
                </time>
              )}
            </span>
            <Link to={`/conversations/${thread.id}?waiting=1`}>查看会话</Link>
          </div>
        );
      })}
    </section>
  );
}
