import { CloseOutlined, WarningOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { Tag } from "../../shared/parts/tag";
import { HitSteps } from "./hit-steps";
import type { WatchedHits } from "./use-watched";
import "./thread-search.css";

/** Goes from one message with a sensitive word to the next, with the keys of the search. */
export function WatchedBar({ watched, onClose }: { watched: WatchedHits; onClose(): void }) {
  const { hits, index, more } = watched;
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => bar.current?.focus(), []);
  return (
    <div
      ref={bar}
      className="cv-search cv-search-bar cv-watched-bar"
      role="toolbar"
      aria-label="敏感词"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
        else if (event.key === "ArrowUp") watched.step(1);
        else if (event.key === "ArrowDown") watched.step(-1);
        else return;
        event.preventDefault();
      }}
    >
      <WarningOutlined aria-hidden className="ct-quiet" />
      <span className="cv-watched-words" aria-live="polite">
        {hits[index]?.words.map(({ word, level }) => (
          <Tag key={word} tone={level === "high" ? "error" : "warning"}>
            {word}
          </Tag>
        ))}
      </span>
      <Link to="/sensitive">去处理</Link>
      <span className="cv-search-count">
        {index < 0 ? "–" : index + 1} / {hits.length}
        {more && "+"}
      </span>
      <HitSteps
        index={index}
        count={hits.length}
        more={more}
        onStep={(by) => {
          watched.step(by);
          // A button that comes to its last hit is disabled and would take the keys with it.
          bar.current?.focus();
        }}
      />
      <Button size="small" type="text" icon={<CloseOutlined aria-hidden />} aria-label="关闭" onClick={onClose} />
    </div>
  );
}
