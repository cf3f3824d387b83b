import { useQuery } from "@tanstack/react-query";
import { Skeleton, Timeline } from "antd";
import { fullTime, spokenTime } from "../shared/time";
import { api } from "./sidebar-api";
import type { TimelineEvent } from "./types";

export function TimelineTab({ externalUserid }: { externalUserid: string }) {
  const events = useQuery({
    queryKey: ["customer", externalUserid, "timeline"],
    queryFn: ({ signal }) => api.get<{ data: TimelineEvent[] }>(`/customers/${externalUserid}/timeline`, {}, signal),
  });
  if (!events.data) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  if (events.data.data.length === 0) return <p className="sb-quiet">与客户的往来会记在这里。</p>;
  return (
    <Timeline
      className="sb-gap"
      items={events.data.data.map((event) => ({
        key: event.id,
        content: (
          <>
            <time title={fullTime(event.at)} className="sb-source">
              {spokenTime(event.at)}
            </time>
            <div>{event.text}</div>
          </>
        ),
      }))}
    />
  );
}
