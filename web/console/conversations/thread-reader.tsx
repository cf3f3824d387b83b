import { ArrowLeftOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, DatePicker } from "antd";
import type { Dayjs } from "dayjs";
import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import type { MessagesPage, MessageView } from "../../../src/conversations/conversations.schema";
import { useCompanyNow } from "../../shared/clock";
import { localDay, spokenDay } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Bubble } from "./bubble";
import type { Cited } from "./conversations";
import { titleOf } from "./thread-list";
import { useChatScroll } from "./use-chat-scroll";
import { useThread } from "./use-thread";

type Page = Wire<MessagesPage>;
type Message = Wire<MessageView>;
type Ask = Record<string, string | number>;

const PAGE = 50;
/** Messages of one person within it stand together, with one name. */
const TOGETHER_MS = 5 * 60_000;

interface Props {
  threadId: string;
  cited: Cited | null;
  onSummary(): void;
}

export function ThreadReader({ threadId, cited, onSummary }: Props) {
  const now = useCompanyNow();
  const go = useNavigate();
  const [at, setAt] = useState<Dayjs | null>(null);
  const anchor = cited?.ids[0];
  const start: Ask = anchor ? { around: anchor } : at ? { at: `${at.format("YYYY-MM-DD")}T00:00:00+08:00` } : {};
  const path = `/threads/${threadId}`;
  const thread = useThread(threadId);
  const messages = useInfiniteQuery({
    queryKey: [path, "messages", start],
    initialPageParam: start,
    queryFn: ({ pageParam, signal }) => api.get<Page>(`${path}/messages`, { ...pageParam, limit: PAGE }, signal),
    getNextPageParam: (page): Ask | undefined => (page.newer ? { after: page.newer } : undefined),
    getPreviousPageParam: (page): Ask | undefined => (page.older ? { before: page.older } : undefined),
    refetchInterval: anchor || at ? false : 5_000,
  });
  const rows = messages.data?.pages.flatMap((page) => page.data);
  const scroller = useRef<HTMLDivElement>(null);
  useChatScroll(scroller, {
    ids: rows?.map((row) => row.id) ?? [],
    anchor,
    asked: cited?.asked,
    fromTop: at !== null,
  });
  const marked = new Set(cited?.ids);
  const data = thread.data?.data;
  return (
    <section className="cv-reader" aria-label="会话内容">
      <header className="cv-head">
        <Button
          className="cv-back"
          type="text"
          icon={<ArrowLeftOutlined aria-hidden />}
          aria-label="返回列表"
          onClick={() => void go("/conversations")}
        />
        <div className="cv-item-text">
          <h2 className="ct-ellipsis" title={data && titleOf(data)}>
            {data ? titleOf(data) : " "}
          </h2>
          <small className="ct-quiet ct-ellipsis ct-block">
            {data?.members.map((member) => member.name).join("、")}
          </small>
        </div>
        <Button className="cv-swap" size="small" onClick={onSummary}>
          摘要
        </Button>
        <DatePicker
          className="cv-jump"
          size="small"
          aria-label="跳到某一天"
          placeholder="跳到某天"
          value={at}
          onChange={setAt}
          allowClear
          style={{ width: 124 }}
        />
      </header>
      {data?.readingIsRecorded && <p className="cv-recorded">查看他人会话会被记录,本次查看已记录。</p>}
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
        {rows?.length === 0 && <Blank>{at ? "这一天之后没有消息。" : "还没有消息。"}</Blank>}
        {rows?.map((message, index) => (
          <div key={message.id}>
            {startsDay(message, rows[index - 1]) && (
              <p className="cv-day">{spokenDay(localDay(new Date(message.at)), now)}</p>
            )}
            <Bubble message={message} marked={marked.has(message.id)} follows={follows(message, rows[index - 1])} />
          </div>
        ))}
        {messages.hasNextPage && (
          <div className="ct-more">
            <Button size="small" loading={messages.isFetchingNextPage} onClick={() => messages.fetchNextPage()}>
              更新的消息
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

function startsDay(message: Message, before: Message | undefined): boolean {
  return !before || localDay(new Date(message.at)) !== localDay(new Date(before.at));
}

function follows(message: Message, before: Message | undefined): boolean {
  if (!before || before.notice || startsDay(message, before)) return false;
  return before.sender.id === message.sender.id && Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS;
}
