import { Empty } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { PageHead } from "../parts/page-head";
import { Summary } from "./summary";
import { ThreadList } from "./thread-list";
import { ThreadReader } from "./thread-reader";

/** List, thread, context. The summary's lines scroll to their messages and mark them. */
export function Conversations() {
  const { threadId } = useParams();
  const [cited, setCited] = useState<{ ids: string[]; asked: number } | null>(null);
  return (
    <>
      <PageHead title="会话" />
      <div className="cv-panes" data-open={threadId ? "" : undefined}>
        <ThreadList current={threadId} onPick={() => setCited(null)} />
        {threadId ? (
          <>
            <ThreadReader key={threadId} threadId={threadId} cited={cited} />
            <Summary
              key={`summary-${threadId}`}
              threadId={threadId}
              onCite={(ids) => setCited({ ids, asked: Date.now() })}
            />
          </>
        ) : (
          <Empty className="cv-none" description="选择左侧的一段会话。" />
        )}
      </div>
    </>
  );
}
