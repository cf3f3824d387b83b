import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Alert, Button, DatePicker, Spin } from "antd";
import type { Dayjs } from "dayjs";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import type { MessagesPage, ThreadDetailView } from "../../../src/conversations/conversations.schema";
import { localDay, spokenDay } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Bubble } from "./bubble";
import { titleOf } from "./thread-list";

type Page = Wire<MessagesPage>;
type Ask = Record<string, string | number>;

const PAGE = 50;

interface Props {
  threadId: string;
  /** Messages to show and mark; `asked` changes with every click, the same line clicked twice included. */
  cited: { ids: string[]; asked: number } | null;
}

export function ThreadReader({ threadId, cited }: Props) {
  const [at, setAt] = useState<Dayjs | null>(null);
  const anchor = cited?.ids[0];
  const start: Ask = anchor ? { around: anchor } : at ? { at: at.startOf("day").toISOString() } : {};
  const path = `/threads/${threadId}`;
  const thread = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<{ data: Wire<ThreadDetailView> }>(path, {}, signal),
  });
  const messages = useInfiniteQuery({
    queryKey: [path, "messages", start, cited?.asked ?? 0],
    initialPageParam: start,
    queryFn: ({ pageParam, signal }) => api.get<Page>(`${path}/messages`, { ...pageParam, limit: PAGE }, signal),
    getNextPageParam: (page): Ask | undefined => (page.newer ? { after: page.newer } : undefined),
    getPreviousPageParam: (page): Ask | undefined => (page.older ? { before: page.older } : undefined),
    refetchInterval: anchor || at ? false : 5_000,
  });
  const scroller = useRef<HTMLDivElement>(null);
  const firstLoad = messages.isSuccess;
  const marked = new Set(cited?.ids);

  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls once for each place asked for, not for every new message
  useEffect(() => {
    if (!firstLoad || !scroller.current) return;
    const target = anchor ? scroller.current.querySelector(`[data-message="${anchor}"]`) : null;
    if (target) target.scrollIntoView({ block: "center" });
    else if (!at) scroller.current.scrollTop = scroller.current.scrollHeight;
    else scroller.current.scrollTop = 0;
  }, [firstLoad, anchor, cited?.asked, at]);

  const rows = messages.data?.pages.flatMap((page) => page.data);
  const data = thread.data?.data;
  return (
    <section className="cv-reader" aria-label="会话内容">
      <header className="cv-head">
        <div className="cv-item-text">
          <strong className="ct-ellipsis ct-block">{data ? titleOf(data) : " "}</strong>
          <small className="ct-quiet ct-ellipsis ct-block">
            {data?.members.map((member) => member.name).join("、")}
          </small>
        </div>
        {data?.customer && <Link to={`/customers/${encodeURIComponent(data.customer.externalUserid)}`}>客户资料</Link>}
        <DatePicker
          aria-label="跳到某一天"
          placeholder="跳到某天"
          value={at}
          onChange={setAt}
          allowClear
          style={{ width: 130 }}
        />
        <Link to="/conversations" className="cv-back">
          返回列表
        </Link>
      </header>
      {data?.readingIsRecorded && <Alert banner type="info" title="您正在查看同事的会话,本次查看已被记录。" />}
      <div className="cv-scroll" ref={scroller}>
        {messages.error && <Problem error={messages.error} onRetry={() => messages.refetch()} />}
        {!rows && !messages.error && <PageSkeleton rows={8} />}
        {messages.hasPreviousPage && (
          <div className="ct-more">
            <Button size="small" loading={messages.isFetchingPreviousPage} onClick={() => messages.fetchPreviousPage()}>
              更早的消息
            </Button>
          </div>
        )}
        {rows?.map((message, index) => (
          <div key={message.id}>
            {startsDay(message.at, rows[index - 1]?.at) && (
              <p className="cv-day">{spokenDay(localDay(new Date(message.at)))}</p>
            )}
            <Bubble message={message} marked={marked.has(message.id)} />
          </div>
        ))}
        {messages.hasNextPage && (
          <div className="ct-more">
            <Button size="small" loading={messages.isFetchingNextPage} onClick={() => messages.fetchNextPage()}>
              更新的消息
            </Button>
          </div>
        )}
        {messages.isRefetching && !rows && <Spin />}
      </div>
    </section>
  );
}

function startsDay(at: string, before: string | undefined): boolean {
  return !before || localDay(new Date(at)) !== localDay(new Date(before));
}
