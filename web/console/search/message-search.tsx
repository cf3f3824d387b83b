import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button, Input, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import type { WantedChats } from "../../../src/compliance/exports/exports.schema";
import type { MessageHit } from "../../../src/conversations/message-search.schema";
import type { Wire } from "../../shared/wire";
import { Blank } from "../parts/blank";
import { ExportButton } from "../parts/export-button";
import { LoadMore } from "../parts/load-more";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { useMe } from "../use-me";
import { HitRow } from "./hit-row";
import { SearchFilters } from "./search-filters";
import { filterParts, readSearch, type SearchQuery, withoutFilters, writeSearch } from "./search-query";
import { useHits } from "./use-hits";
import "./search.css";

/** Words somebody said, wherever they were said. The question stands in the address, so that a link shows a colleague the same. */
export function MessageSearch() {
  const [address, setAddress] = useSearchParams();
  const go = useNavigate();
  const me = useMe();
  const query = readSearch(address);
  const change = (next: SearchQuery) => setAddress(writeSearch(next));
  const recorded = me && me.role !== "rep" ? "查找他人会话会被记录。" : "";
  return (
    <>
      <PageHead
        title="查找聊天内容"
        hint={`在您能看到的会话里找一句话、一个文件名或一个链接标题。${recorded}`}
        extra={
          <>
            {query.q !== "" && <ExportButton wanted={exportOf(query)} size="middle" />}
            <Button
              className="sr-back"
              icon={<ArrowLeftOutlined aria-hidden />}
              onClick={() => void go("/conversations")}
            >
              回到会话
            </Button>
          </>
        }
      />
      <div className="sr-ask">
        <Words value={query.q} onSearch={(q) => change({ ...query, q })} />
        <Segmented
          aria-label="排列"
          value={query.order}
          options={[
            { value: "", label: "最新在前" },
            { value: "relevance", label: "最贴切在前" },
          ]}
          onChange={(order) => change({ ...query, order })}
        />
        <SearchFilters query={query} onChange={change} />
      </div>
      {query.q === "" ? <Teaching /> : <Hits query={query} onChange={change} />}
    </>
  );
}

/** The same search as a file; the order is the file's own. */
function exportOf({ order: _order, departmentId, ...query }: SearchQuery): WantedChats {
  const set = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
  return { kind: "search", q: query.q, ...set, ...(departmentId && { departmentId: Number(departmentId) }) };
}

/** Searches with Enter or the button, not while typing: every search in others' chats is recorded. */
function Words({ value, onSearch }: { value: string; onSearch(words: string): void }) {
  const [words, setWords] = useState(value);
  useEffect(() => setWords(value), [value]);
  return (
    <Input.Search
      className="sr-box"
      size="large"
      autoFocus
      allowClear
      enterButton="查找"
      placeholder="输入说过的词，如「发票」"
      aria-label="查找聊天内容"
      maxLength={100}
      value={words}
      onChange={(event) => setWords(event.target.value)}
      onSearch={(text) => onSearch(text.trim())}
    />
  );
}

function Teaching() {
  return (
    <section className="ct-card">
      <Blank>记得一两个字就够：输入后按回车，结果会带您回到当时的对话。</Blank>
      <ul className="sr-tips">
        <li>
          <b>滤芯 漏水</b> 几个词用空格隔开，都说到的才会列出
        </li>
        <li>
          <b>"RO 600G"</b> 加上引号，连空格一起找
        </li>
        <li>
          <b>报价单</b> 文件名、链接和小程序的标题也能找到
        </li>
        <li>
          <b>DD2025</b> 单号、型号、电话记得一部分也可以，不分大小写
        </li>
      </ul>
    </section>
  );
}

function Hits({ query, onChange }: { query: SearchQuery; onChange(query: SearchQuery): void }) {
  const hits = useHits(writeSearch(query));
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = hits;
  useEffect(() => {
    const element = end.current;
    if (!element || !hasNextPage || isFetchingNextPage) return;
    const watcher = new IntersectionObserver(([seen]) => seen?.isIntersecting && void fetchNextPage(), {
      rootMargin: "400px",
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const rows: Wire<MessageHit>[] | undefined = hits.rows;
  const filtered = filterParts(query, {}).length > 0;
  if (hits.error && !rows) return <Problem error={hits.error} onRetry={() => hits.refetch()} />;
  if (!rows) return <PageSkeleton rows={6} />;
  if (rows.length === 0) {
    return (
      <section className="ct-card">
        <Blank action={filtered && <Button onClick={() => onChange(withoutFilters(query))}>去掉筛选再找</Button>}>
          {filtered
            ? `符合条件的会话里没有人说过「${query.q}」。`
            : `没有找到「${query.q}」。可以少输几个字，或换一种说法。`}
        </Blank>
      </section>
    );
  }
  return (
    <section className="ct-card" data-flush="" aria-label="查找结果" aria-busy={hits.isFetching}>
      {rows.map((hit) => (
        <HitRow key={hit.messageId} hit={hit} words={query.q} />
      ))}
      <div ref={end} />
      {hits.error && <Problem error={hits.error} onRetry={() => fetchNextPage()} />}
      <LoadMore hasMore={hasNextPage} loading={isFetchingNextPage} onMore={() => fetchNextPage()} />
      {!hasNextPage && <p className="sr-end">共 {rows.length} 条，已全部列出</p>}
    </section>
  );
}
