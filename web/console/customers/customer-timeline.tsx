import { Empty, Select, Timeline } from "antd";
import { useState } from "react";
import type { TimelineRow } from "../../../src/contacts/contacts.schema";
import type { Wire } from "../../shared/wire";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { usePages } from "../use-pages";

const kinds = [
  { value: "", label: "全部" },
  { value: "message", label: "消息" },
  { value: "touch", label: "关怀" },
  { value: "tag", label: "标签" },
  { value: "contact", label: "关系" },
  { value: "group", label: "群" },
  { value: "knowledge", label: "知识" },
];

export function CustomerTimeline({ path }: { path: string }) {
  const [kind, setKind] = useState("");
  const events = usePages<Wire<TimelineRow>>(`${path}/timeline`, {}, { refetchMs: 20_000 });
  const shown = events.rows?.filter(
    (event) =>
      kind === "" ||
      event.kind.split(/[._]/)[0]?.startsWith(kind) ||
      (kind === "touch" && event.kind.startsWith("outreach")),
  );
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>时间线</h2>
        <Select
          size="small"
          aria-label="按类型筛选"
          value={kind}
          options={kinds}
          onChange={setKind}
          style={{ width: 100 }}
        />
      </div>
      {events.error && <Problem error={events.error} onRetry={() => events.refetch()} />}
      {!events.rows && !events.error && <PageSkeleton />}
      {shown?.length === 0 && <Empty description="与客户的往来会记在这里。" />}
      <Timeline
        items={shown?.map((event) => ({
          key: event.id,
          content: (
            <>
              <span className="ct-quiet">
                <Time at={event.at} />
                {event.actorName && ` · ${event.actorName}`}
              </span>
              <div>{event.text}</div>
            </>
          ),
        }))}
      />
      <LoadMore
        hasMore={events.hasNextPage}
        loading={events.isFetchingNextPage}
        onMore={() => events.fetchNextPage()}
      />
    </section>
  );
}
