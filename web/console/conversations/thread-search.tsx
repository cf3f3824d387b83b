import { CloseOutlined, SearchOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button, Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { useCompanyNow } from "../../shared/clock";
import { spokenTime } from "../../shared/time";
import { Problem } from "../parts/problem";
import { HitSteps } from "./hit-steps";
import { cut } from "./pieces";
import type { ThreadHit, ThreadSearch } from "./use-thread-search";
import "./thread-search.css";

const TYPING_MS = 250;

interface Props {
  search: ThreadSearch;
  onClose(): void;
}

/** Looks for words in the open thread: from hit to hit, newest first, or in a list. */
export function SearchBar({ search, onClose }: Props) {
  const { words, hits, index, more, loading, error } = search;
  const [typed, setTyped] = useState(words);
  const [listed, setListed] = useState(false);
  const input = useRef<InputRef>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => setTyped(words), [words]);
  useEffect(() => () => clearTimeout(timer.current), []);
  function look(text: string, waitMs: number) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search.look(text.trim()), waitMs);
  }
  return (
    <search className="cv-search">
      <div className="cv-search-bar">
        <Input
          ref={input}
          size="small"
          maxLength={100}
          prefix={<SearchOutlined aria-hidden className="ct-quiet" />}
          placeholder="在这段会话里找，空格隔开多个词"
          aria-label="在这段会话里找"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            // While a word is being composed (pinyin) nothing is looked for.
            if (!(event.nativeEvent as InputEvent).isComposing) look(event.target.value, TYPING_MS);
          }}
          onCompositionEnd={(event) => look(event.currentTarget.value, TYPING_MS)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Escape") onClose();
            else if (event.key === "Enter" && typed.trim() !== words) look(typed, 0);
            else if (event.key === "ArrowUp" || (event.key === "Enter" && !event.shiftKey)) search.step(1);
            else if (event.key === "ArrowDown" || event.key === "Enter") search.step(-1);
            else return;
            event.preventDefault();
          }}
        />
        <span className="cv-search-count" aria-live="polite">
          {words === "" || error
            ? ""
            : hits.length > 0
              ? `${index + 1} / ${hits.length}${more ? "+" : ""}`
              : loading
                ? ""
                : "没有"}
        </span>
        <HitSteps index={index} count={hits.length} more={more} onStep={search.step} />
        <Button
          size="small"
          type="text"
          icon={<UnorderedListOutlined aria-hidden />}
          aria-label="列出找到的消息"
          aria-pressed={listed}
          disabled={hits.length === 0}
          onClick={() => {
            setListed(!listed);
            // The list takes room from the messages: the hit comes back into sight.
            search.go(index);
          }}
        />
        <Button size="small" type="text" icon={<CloseOutlined aria-hidden />} aria-label="关闭搜索" onClick={onClose} />
      </div>
      {error !== null && <Problem error={error} onRetry={search.retry} />}
      {listed && hits.length > 0 && (
        <ol className="cv-hits">
          {hits.map((hit, at) => (
            <HitLine key={hit.messageId} hit={hit} current={at === index} onPick={() => search.go(at)} />
          ))}
          {more && (
            <li>
              <Button size="small" type="link" loading={loading} onClick={search.loadMore}>
                更早的结果
              </Button>
            </li>
          )}
        </ol>
      )}
    </search>
  );
}

function HitLine({ hit, current, onPick }: { hit: ThreadHit; current: boolean; onPick(): void }) {
  const now = useCompanyNow();
  return (
    <li>
      <button type="button" className="cv-hit" aria-current={current || undefined} onClick={onPick}>
        <span>
          {cut(hit.snippet, hit.highlights).map((piece) =>
            piece.sought ? <mark key={piece.at}>{piece.text}</mark> : piece.text,
          )}
        </span>
        <small>{spokenTime(hit.at, now)}</small>
      </button>
    </li>
  );
}
