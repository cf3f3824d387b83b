import { Checkbox, Segmented } from "antd";
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

type Thread = Wire<ThreadView>;

const filterNames = ["q", "externalUserid", "waiting", "order"] as const;
type Filter = { [Name in (typeof filterNames)[number]]?: string };

export function ThreadList({ current, onPick }: { current: string | undefined; onPick(): void }) {
  const [search, setSearch] = useSearchParams();
  const filter: Filter = {};
  for (const name of filterNames) {
    const value = search.get(name);
    if (value) filter[name] = value;
  }
  const threads = usePages<Thread>("/threads", filter, { refetchMs: 10_000 });
  const filtered = Object.keys(filter).length > 0;
  const nobodyWaits = filter.waiting === "1" && !filter.q && !filter.externalUserid;
  function change(name: keyof Filter, value: string) {
    const { [name]: _, ...rest } = filter;
    const next: Filter = value ? { ...rest, [name]: value } : rest;
    // The order is one of those who wait.
    if (next.waiting !== "1") delete next.order;
    setSearch(next);
  }
  return (
    <aside className="cv-list" aria-label="会话列表">
      <div className="cv-list-head">
        <div>
          <h1>会话</h1>
          <Segmented
            size="small"
            aria-label="看哪些会话"
            value={filter.waiting ?? ""}
            options={[
              { value: "", label: "全部" },
              { value: "1", label: "待回复" },
            ]}
            onChange={(value) => change("waiting", value)}
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
        {threads.rows?.length === 0 && (
          <Blank>
            {nobodyWaits
              ? "现在没有客户在等回复。"
              : filtered
                ? "没有符合条件的会话。"
                : "开通会话存档后,与客户的聊天会出现在这里。"}
          </Blank>
        )}
        <nav aria-label="会话">
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
          {thread.kind === "single" ? thread.member?.name : "群聊"}
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
  if (kind !== "single") return `${last.sender.name}:${last.text}`;
  return last.sender.kind === "customer" ? last.text : `我方:${last.text}`;
}
