import { Avatar, Badge, Empty, Input } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { ThreadView } from "../../../src/conversations/conversations.schema";
import type { Wire } from "../../shared/wire";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { usePages } from "../use-pages";

type Thread = Wire<ThreadView>;

export function ThreadList({ current, onPick }: { current: string | undefined; onPick(): void }) {
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const externalUserid = search.get("externalUserid") ?? "";
  const [words, setWords] = useState(q);
  const threads = usePages<Thread>("/threads", { q, externalUserid }, { refetchMs: 10_000 });
  return (
    <aside className="cv-list" aria-label="会话列表">
      <Input.Search
        allowClear
        placeholder="客户、群或成员"
        aria-label="搜客户、群或成员"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onSearch={(value) => setSearch(value.trim() ? { q: value.trim() } : {})}
      />
      {threads.error && <Problem error={threads.error} onRetry={() => threads.refetch()} />}
      {!threads.rows && !threads.error && <PageSkeleton />}
      {threads.rows?.length === 0 && (
        <Empty description={q || externalUserid ? "没有找到相关会话。" : "存档的会话会出现在这里。"} />
      )}
      <nav>
        {threads.rows?.map((thread) => (
          <Link
            key={thread.id}
            to={{ pathname: `/conversations/${thread.id}`, search: search.toString() }}
            className="cv-item"
            aria-current={thread.id === current ? "page" : undefined}
            onClick={onPick}
          >
            <Avatar shape="square" size={40} src={thread.customer?.avatar || undefined}>
              {titleOf(thread).slice(0, 1)}
            </Avatar>
            <div className="cv-item-text">
              <div className="cv-item-head">
                <strong className="ct-ellipsis">{titleOf(thread)}</strong>
                {thread.last && (
                  <small className="ct-quiet">
                    <Time at={thread.last.at} />
                  </small>
                )}
              </div>
              <div className="ct-quiet ct-ellipsis">
                {thread.member && thread.kind === "single" ? `${thread.member.name}:` : ""}
                {lastWords(thread)}
              </div>
              {thread.waitingSince && (
                <Badge
                  status="warning"
                  text={
                    <small>
                      客户在等回复,自 <Time at={thread.waitingSince} />
                    </small>
                  }
                />
              )}
            </div>
          </Link>
        ))}
      </nav>
      <LoadMore
        hasMore={threads.hasNextPage}
        loading={threads.isFetchingNextPage}
        onMore={() => threads.fetchNextPage()}
      />
    </aside>
  );
}

export function titleOf(thread: Pick<Thread, "title" | "customer">): string {
  return thread.customer?.remark || thread.title;
}

function lastWords(thread: Thread): string {
  if (!thread.last) return "";
  if (thread.last.recalled) return " 撤回了一条消息";
  const who = thread.kind === "single" ? "" : `${thread.last.sender.name}:`;
  return ` ${who}${thread.last.text}`;
}
