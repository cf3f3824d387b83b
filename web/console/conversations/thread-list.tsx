import { SearchOutlined } from "@ant-design/icons";
import { Checkbox, Segmented } from "antd";
import type { KeyboardEvent } from "react";
import { Link, useSearchParams } from "react-router";
import type { ThreadView } from "../../../src/conversations/conversations.schema";
import { Avatar } from "../../shared/parts/avatar";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import type { Wire } from "../../shared/wire";
import { Blank } from "../parts/blank";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { SearchBox } from "../parts/search-box";
import { usePages } from "../use-pages";
import { Waiting } from "./waiting";
import "./thread-list.css";

type Thread = Wire<ThreadView>;

const filterNames = ["q", "externalUserid", "waiting", "order", "kind"] as const;
type Filter = { [Name in (typeof filterNames)[number]]?: string };

const kinds = [
  { value: "", label: "客户" },
  { value: "waiting", label: "待回复" },
  { value: "group", label: "群聊" },
  { value: "internal", label: "内部" },
];

export function ThreadList({ current, onPick }: { current: string | undefined; onPick(): void }) {
  const [search, setSearch] = useSearchParams();
  const filter: Filter = {};
  for (const name of filterNames) {
    const value = search.get(name);
    if (value) filter[name] = value;
  }
  const threads = usePages<Thread>("/threads", filter, { refetchMs: 10_000 });
  function change(name: keyof Filter, value: string) {
    const { [name]: _, ...rest } = filter;
    const next: Filter = value ? { ...rest, [name]: value } : rest;
    // The order is one of those who wait.
    if (next.waiting !== "1") delete next.order;
    setSearch(next);
  }
  function choose(kind: string) {
    const { waiting: _w, order: _o, kind: _k, ...rest } = filter;
    setSearch({ ...rest, ...(kind === "waiting" ? { waiting: "1" } : kind && { kind }) });
  }
  return (
    <aside className="cv-list" aria-label="会话列表">
      <div className="cv-list-head">
        <div>
          <h1>会话</h1>
          <Segmented
            size="small"
            aria-label="看哪些会话"
            value={filter.waiting ? "waiting" : (filter.kind ?? "")}
            options={kinds}
            onChange={choose}
          />
        </div>
        {filter.waiting === "1" && (
          <Checkbox
            checked={filter.order === "longest"}
            onChange={(event) => change("order", event.target.checked ? "longest" : "")}
          >
            等得最久的在前
          </Checkbox>
        )}
        <SearchBox label="客户、群或成员" value={filter.q ?? ""} onSearch={(q) => change("q", q)} />
        <Link className="cv-find" to={{ pathname: "/conversations/search", search: findIn(filter) }}>
          <SearchOutlined aria-hidden /> {filter.q ? `在聊天内容里查找「${filter.q}」` : "查找聊天内容"}
        </Link>
        {filter.externalUserid && (
          <span>
            <Tag tone="brand" onRemove={{ label: "看全部客户的会话", run: () => change("externalUserid", "") }}>
              只看这位客户
            </Tag>
          </span>
        )}
      </div>
      <div className="cv-list-body">
        {threads.error && <Problem error={threads.error} onRetry={() => threads.refetch()} />}
        {!threads.rows && !threads.error && <PageSkeleton rows={8} />}
        {threads.rows?.length === 0 && <Blank>{emptyWords(filter)}</Blank>}
        <nav aria-label="会话" onKeyDown={walk}>
          {threads.rows?.map((thread) => (
            <ThreadLink
              key={thread.id}
              thread={thread}
              search={new URLSearchParams(filter).toString()}
              current={thread.id === current}
              onPick={onPick}
            />
          ))}
        </nav>
        <LoadMore
          hasMore={threads.hasNextPage}
          loading={threads.isFetchingNextPage}
          onMore={() => threads.fetchNextPage()}
        />
      </div>
    </aside>
  );
}

function emptyWords({ q, externalUserid, waiting, kind }: Filter): string {
  if (q || externalUserid) return "没有符合条件的会话。";
  if (waiting === "1") return "现在没有客户在等回复。";
  if (kind === "group") return "还没有客户群的聊天。";
  if (kind === "internal") return "同事之间的聊天被存档后，会出现在这里。";
  return "开通会话存档后，与客户的聊天会出现在这里。";
}

/** ↑ and ↓ go from conversation to conversation. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>("a.cv-item")];
  const next = links[links.indexOf(document.activeElement as HTMLAnchorElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** What was typed for names may be what somebody said. */
function findIn({ q, externalUserid }: Filter): string {
  return new URLSearchParams({ ...(q && { q }), ...(externalUserid && { externalUserid }) }).toString();
}

interface LinkProps {
  thread: Thread;
  search: string;
  current: boolean;
  onPick(): void;
}

function ThreadLink({ thread, search, current, onPick }: LinkProps) {
  const title = titleOf(thread);
  return (
    <Link
      to={{ pathname: `/conversations/${thread.id}`, search }}
      className="cv-item"
      aria-current={current ? "page" : undefined}
      onClick={onPick}
    >
      <Avatar name={title} src={thread.customer?.avatar ?? null} size={40} />
      <div className="cv-item-text">
        <div className="cv-item-head">
          <strong className="ct-ellipsis" title={title}>
            {title}
          </strong>
          {thread.last && (
            <small>
              <Time at={thread.last.at} />
            </small>
          )}
        </div>
        <div className="ct-quiet ct-ellipsis">{lastWords(thread)}</div>
        <small className="ct-quiet">
          {thread.kind === "single" ? thread.member?.name : thread.kind === "group" ? "群聊" : "内部"}
          {thread.waitingSince && (
            <span className="cv-waiting">
              {" · "}
              <Waiting thread={thread} />
            </span>
          )}
        </small>
      </div>
    </Link>
  );
}

export function titleOf(thread: Pick<Thread, "title" | "customer">): string {
  return thread.customer?.remark || thread.title;
}

function lastWords({ last, kind }: Thread): string {
  if (!last) return "";
  if (last.recalled) return "撤回了一条消息";
  if (kind !== "single") return `${last.sender.name}：${last.text}`;
  return last.sender.kind === "customer" ? last.text : `我方：${last.text}`;
}
