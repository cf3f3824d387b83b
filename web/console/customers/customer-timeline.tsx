import { Select } from "antd";
import { useState } from "react";
import type { TimelineRow } from "../../../src/contacts/contacts.schema";
import { useCompanyNow } from "../../shared/clock";
import { clockTime, fullTime, spokenDay } from "../../shared/time";
import { type TimelineGroup, timelineDays, timelineGroup, timelineGroups, timelineWords } from "../../shared/timeline";
import type { Wire } from "../../shared/wire";
import { Blank } from "../parts/blank";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { usePages } from "../use-pages";

type Entry = Wire<TimelineRow>;

const everything = { value: "", label: "全部往来" };

export function CustomerTimeline({ path }: { path: string }) {
  const now = useCompanyNow();
  const [group, setGroup] = useState<TimelineGroup | "">("");
  const subjects = timelineGroups.find(({ key }) => key === group)?.subjects.join();
  const events = usePages<Entry>(`${path}/timeline`, { subjects }, { refetchMs: 20_000 });
  const shown = events.rows;
  return (
    <section className="ct-card cu-timeline">
      <div className="ct-card-head">
        <h2>时间线</h2>
        <Select
          size="small"
          aria-label="按类型筛选"
          value={group}
          options={[everything, ...timelineGroups.map(({ key, label }) => ({ value: key, label }))]}
          onChange={setGroup}
          style={{ width: 108 }}
        />
      </div>
      {events.error && <Problem error={events.error} onRetry={() => events.refetch()} />}
      {!events.rows && !events.error && <PageSkeleton />}
      {shown?.length === 0 && (
        <Blank>{group === "" ? "与客户的往来会记在这里：消息、关怀、标签、群。" : "还没有这一类往来。"}</Blank>
      )}
      <ul className="tl">
        {timelineDays(shown ?? []).map(({ day, entries }) => (
          <li key={day}>
            <p className="tl-day">{spokenDay(day, now)}</p>
            <ul className="tl">
              {entries.map((entry) => (
                <Row key={entry.id} entry={entry} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <LoadMore
        hasMore={events.hasNextPage}
        loading={events.isFetchingNextPage}
        onMore={() => events.fetchNextPage()}
      />
    </section>
  );
}

function Row({ entry }: { entry: Entry }) {
  const text = timelineWords(entry);
  const actor = entry.actorName && !text.includes(entry.actorName) ? entry.actorName : "";
  return (
    <li className="tl-entry" data-kind={timelineGroup(entry.kind)}>
      <span>
        {text}
        {actor && <small> {actor}</small>}
      </span>
      <small>
        <time dateTime={entry.at} title={fullTime(entry.at)}>
          {clockTime(entry.at)}
        </time>
      </small>
    </li>
  );
}
