import { useEffect, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { Blank } from "../parts/blank";
import { Summary } from "./summary";
import { ThreadList } from "./thread-list";
import { ThreadReader } from "./thread-reader";
import "./conversations.css";
import "./bodies/bodies.css";

export interface Cited {
  ids: string[];
  /** Changes with every click, the same line clicked twice included. */
  asked: number;
}

/** List, thread, context. The summary's lines scroll to their messages and mark them. */
export function Conversations() {
  const { threadId } = useParams();
  const [search] = useSearchParams();
  const linked = search.get("message");
  const [cited, setCited] = useState<Cited | null>(linked ? { ids: [linked], asked: 0 } : null);
  const [followed, setFollowed] = useState(linked);
  // A link was followed while this page stood open.
  if (linked !== followed) {
    setFollowed(linked);
    if (linked) setCited({ ids: [linked], asked: Date.now() });
  }
  /** On narrow screens one of the two is shown. */
  const [side, setSide] = useState<"messages" | "summary">("messages");
  useEffect(() => {
    document.title = "会话 · 常青";
  }, []);
  return (
    <div className="cv-panes" data-open={threadId ? "" : undefined} data-side={side}>
      <ThreadList
        current={threadId}
        onPick={() => {
          setCited(null);
          setSide("messages");
        }}
      />
      {threadId ? (
        <>
          <ThreadReader key={threadId} threadId={threadId} cited={cited} onSummary={() => setSide("summary")} />
          <Summary
            key={`summary-${threadId}`}
            threadId={threadId}
            cited={cited}
            onCite={(ids) => {
              setCited({ ids, asked: Date.now() });
              setSide("messages");
            }}
            onMessages={() => setSide("messages")}
          />
        </>
      ) : (
        <div className="cv-none">
          <Blank>从左侧选择一段会话，右侧会给出当天的摘要，每一条都能跳到原话。</Blank>
        </div>
      )}
    </div>
  );
}
