import { ArrowDownOutlined } from "@ant-design/icons";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Button } from "antd";
import { type RefObject, useEffect, useRef } from "react";
import { useCompanyNow } from "../../shared/clock";
import { localDay, spokenDay } from "../../shared/time";
import { Blank } from "../parts/blank";
import { Bubble } from "./bubble";
import { estimateRow, keyOf, type Row, rowsOf } from "./rows";
import { useHeldEnd } from "./use-held-end";
import type { Opened } from "./use-messages";
import { usePlacing } from "./use-placing";
import type { WatchedHits } from "./use-watched";

/** So many rows before the end of what is loaded the next page is asked for. */
const NEAR_EDGE = 20;
const NEAR_END_PX = 80;
const OVERSCAN = 6;

interface Props {
  opened: Opened;
  marked: ReadonlySet<string>;
  customerName: string | undefined;
  wordsOf: WatchedHits["wordsOf"];
  /** Is told the day of the message in the middle. */
  dayRead: RefObject<string | null>;
  onGrow(side: "older" | "newer"): void;
  onEnd(): void;
  onLink(id: string): void;
  onRetried(id: string): void;
}

/**
 * Only the rows in sight stand in the page. Rows that come or go above keep what is read in place; at the end of the
 * thread new messages pull the view along.
 */
export function MessageScroll(props: Props) {
  const { opened, marked, customerName, wordsOf, dayRead, onGrow, onEnd, onLink, onRetried } = props;
  const { place, older, newer } = opened;
  const rows = rowsOf(opened);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimateRow(rows[index]!),
    getItemKey: (index) => keyOf(rows[index]!),
    overscan: OVERSCAN,
    paddingStart: 12,
    paddingEnd: 24,
    anchorTo: "end",
    followOnAppend: newer === null,
    scrollEndThreshold: NEAR_END_PX,
  });

  const placed = usePlacing(opened, rows, virtual, scroller);
  useHeldEnd(scroller);

  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when an edge moved
  useEffect(() => {
    if (items.length === 0 || !placed) return;
    if (older !== null && first < NEAR_EDGE) onGrow("older");
    if (newer !== null && last >= rows.length - NEAR_EDGE) onGrow("newer");
  }, [first, last, older, newer, rows.length, onGrow, placed]);

  const atEnd = newer === null && virtual.isAtEnd(NEAR_END_PX);
  const seen = useRef(rows.at(-1)?.message.id);
  if (atEnd) seen.current = rows.at(-1)?.message.id;
  const unseen = newer === null ? rows.length - 1 - rows.findLastIndex((row) => row.message.id === seen.current) : 0;
  const top = virtual.scrollOffset === null ? undefined : virtual.getVirtualItemForOffset(virtual.scrollOffset + 1);
  const middle = rows[Math.floor((first + last) / 2)];
  useEffect(() => {
    dayRead.current = middle ? localDay(new Date(middle.message.at)) : null;
  }, [middle, dayRead]);
  const topRow = top && rows[top.index];

  return (
    <div className="cv-scroll-frame">
      {topRow && virtual.isScrolling && <TopDay row={topRow} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard */}
      <section className="cv-scroll" ref={scroller} tabIndex={0} aria-label="消息" data-ready="">
        {rows.length === 0 && <Blank>{place.kind === "day" ? "这一天之后没有消息。" : "还没有消息。"}</Blank>}
        <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {items.map((item) => {
            const row = rows[item.index]!;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="cv-row"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.startsDay && <Day at={row.message.at} />}
                <Bubble
                  message={row.message}
                  marked={marked.has(row.message.id)}
                  follows={row.follows}
                  customerName={customerName}
                  watched={wordsOf.get(row.message.id)}
                  onLink={onLink}
                  onRetried={onRetried}
                />
              </div>
            );
          })}
        </div>
      </section>
      {!atEnd && rows.length > 0 && (
        <Button className="cv-to-end" shape="round" icon={<ArrowDownOutlined aria-hidden />} onClick={onEnd}>
          {unseen > 0 ? `${unseen} 条新消息` : "最新"}
        </Button>
      )}
    </div>
  );
}

function Day({ at }: { at: string }) {
  const now = useCompanyNow();
  return <p className="cv-day">{spokenDay(localDay(new Date(at)), now)}</p>;
}

function TopDay({ row }: { row: Row }) {
  const now = useCompanyNow();
  return (
    <p className="cv-top-day" aria-hidden>
      {spokenDay(localDay(new Date(row.message.at)), now)}
    </p>
  );
}
