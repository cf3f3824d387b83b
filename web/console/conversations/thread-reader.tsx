import { ArrowLeftOutlined, SearchOutlined, WarningOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { ExportButton } from "../parts/export-button";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import type { Cited } from "./conversations";
import { DayJump } from "./day-jump";
import { SoughtWords } from "./marks";
import { MessageScroll } from "./message-scroll";
import { wordsOf } from "./pieces";
import { titleOf } from "./thread-list";
import { SearchBar } from "./thread-search";
import { useMessages } from "./use-messages";
import { useSearchKey } from "./use-search-key";
import { useThread } from "./use-thread";
import { useThreadSearch } from "./use-thread-search";
import { useWatched } from "./use-watched";
import { WatchedBar } from "./watched-bar";
import "./thread-reader.css";

interface Props {
  threadId: string;
  cited: Cited | null;
  onSummary(): void;
}

/** One conversation: opens at any message, read to both sides, searched within. */
export function ThreadReader({ threadId, cited, onSummary }: Props) {
  const go = useNavigate();
  const [search] = useSearchParams();
  const { message: tell } = App.useApp();
  const sought = search.get("find") ?? "";
  const [bar, setBar] = useState<"search" | "watched" | null>(
    search.has("watched") ? "watched" : sought !== "" ? "search" : null,
  );
  const [hit, setHit] = useState<string | null>(null);
  const [first] = useState(cited?.ids[0]);
  const { opened, error, open, grow, refresh } = useMessages(
    threadId,
    first ? { kind: "message", id: first } : { kind: "end" },
  );
  const dayRead = useRef<string | null>(null);
  const thread = useThread(threadId);
  const data = thread.data?.data;

  const find = useThreadSearch(threadId, { words: sought, messageId: first }, (id) => {
    setHit(id);
    void open({ kind: "message", id });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each place asked for
  useEffect(() => {
    const id = cited?.ids[0];
    if (!id || !opened) return;
    setHit(null);
    void open({ kind: "message", id });
  }, [cited?.asked]);
  const shown = hit ?? cited?.ids[0];
  const watched = useWatched(threadId, { readTo: opened?.rows[0]?.at, shown }, (id) => {
    setHit(id);
    void open({ kind: "message", id });
  });
  useSearchKey(() => setBar("search"));
  const close = () => {
    setBar(null);
    setHit(null);
  };
  /** Begins at the newest, unless a hit is shown already. */
  const watch = () => {
    setBar("watched");
    if (watched.index < 0) watched.go(0);
  };

  const words = useMemo(() => (bar === "search" ? wordsOf(find.words) : []), [bar, find.words]);
  const marked = useMemo(() => new Set(hit ? [hit] : cited?.ids), [hit, cited]);
  const onLink = useCallback(
    (id: string) => {
      const link = `${location.origin}/conversations/${threadId}?message=${id}`;
      void navigator.clipboard?.writeText(link).then(
        () => tell.success("链接已复制"),
        () => tell.info(link),
      );
    },
    [threadId, tell],
  );
  const onGrow = useCallback((side: "older" | "newer") => void grow(side), [grow]);

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
        {watched.hits.length > 0 && (
          <Button
            size="small"
            type="text"
            icon={<WarningOutlined aria-hidden />}
            aria-label="看敏感词"
            title="逐处查看这段会话里的敏感词"
            onClick={bar === "watched" ? close : watch}
          >
            <span className="cv-wide-only">敏感词</span>
          </Button>
        )}
        <Button
          size="small"
          type="text"
          icon={<SearchOutlined aria-hidden />}
          aria-label="在这段会话里找"
          title="在这段会话里找（按 / 键）"
          onClick={() => setBar(bar === "search" ? null : "search")}
        >
          <span className="cv-wide-only">查找</span>
        </Button>
        <DayJump threadId={threadId} dayNow={() => dayRead.current} onPick={(day) => void open({ kind: "day", day })} />
        <ExportButton wanted={{ kind: "thread", threadId }} inHead />
        <Button className="cv-swap" size="small" onClick={onSummary}>
          摘要
        </Button>
      </header>
      {bar === "search" && <SearchBar search={find} onClose={close} />}
      {bar === "watched" && watched.hits.length > 0 && <WatchedBar watched={watched} onClose={close} />}
      {data?.readingIsRecorded && <p className="cv-recorded">查看他人会话会被记录，本次查看已记录。</p>}
      {error !== null && <Problem error={error} onRetry={() => void open(opened?.place ?? { kind: "end" })} />}
      {!opened && error === null && (
        <div className="cv-scroll">
          <PageSkeleton rows={8} />
        </div>
      )}
      {opened && (
        <SoughtWords value={words}>
          <MessageScroll
            key={opened.epoch}
            opened={opened}
            marked={marked}
            customerName={data?.kind === "single" ? titleOf(data) : undefined}
            wordsOf={watched.wordsOf}
            dayRead={dayRead}
            onGrow={onGrow}
            onEnd={() => {
              setHit(null);
              void open({ kind: "end" });
            }}
            onLink={onLink}
            onRetried={refresh}
          />
        </SoughtWords>
      )}
    </section>
  );
}
