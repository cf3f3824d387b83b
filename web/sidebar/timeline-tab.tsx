import { useInfiniteQuery } from "@tanstack/react-query";
import type { TimelineRow } from "../../src/contacts/contacts.schema";
import type { Page } from "../shared/api";
import { useCompanyNow } from "../shared/clock";
import { shownError } from "../shared/errors";
import { Skeleton } from "../shared/parts/skeleton";
import { clockTime, fullTime, spokenDay } from "../shared/time";
import { timelineDays, timelineWords } from "../shared/timeline";
import type { Wire } from "../shared/wire";
import { Button } from "./parts/button";
import { Problem } from "./parts/problem";
import { api } from "./sidebar-api";
import { customerKey, customerPath } from "./use-customer";

export function TimelineTab({ externalUserid }: { externalUserid: string }) {
  const now = useCompanyNow();
  const events = useInfiniteQuery({
    queryKey: customerKey(externalUserid, "timeline"),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Wire<TimelineRow>>>(customerPath(externalUserid, "/timeline"), { cursor: pageParam }, signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  if (events.error && !events.data) {
    const { text, code } = shownError(events.error);
    return <Problem text={text} code={code} onRetry={() => events.refetch()} />;
  }
  if (!events.data) return <Skeleton rows={5} />;
  const days = timelineDays(events.data.pages.flatMap((page) => page.data));
  if (days.length === 0) return <p className="sb-quiet">与客户的往来会记在这里。</p>;
  return (
    <>
      {days.map(({ day, entries }) => (
        <section key={day} className="sb-day">
          <h2>{spokenDay(day, now)}</h2>
          <ul>
            {entries.map((entry) => (
              <li key={entry.id} className="sb-event">
                <time dateTime={entry.at} title={fullTime(entry.at)}>
                  {clockTime(entry.at)}
                </time>
                {timelineWords(entry)}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {events.hasNextPage && (
        <Button wide busy={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </>
  );
}
