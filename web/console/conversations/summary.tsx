import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useState } from "react";
import { spokenDay } from "../../shared/time";
import { api } from "../api";
import { addDays } from "../care/days";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { useNow } from "../use-now";

interface SummaryLine {
  id?: string;
  kind: string;
  text: string;
  speaker?: string | null;
  messageIds: string[];
}
interface DaySummary {
  day: string;
  lines: SummaryLine[];
  /** The last day with messages, when this one has none. */
  latestDay?: string | null;
}

const tones: Record<string, string> = {
  需求: "green",
  问题: "blue",
  异议: "orange",
  承诺: "gold",
  情绪: "magenta",
  竞品: "purple",
  价格: "cyan",
  下一步: "geekblue",
};

/** The day in a few lines; every line is what somebody said, one click away. */
export function Summary({ threadId, onCite }: { threadId: string; onCite(ids: string[]): void }) {
  const { today } = useNow();
  const [picked, setPicked] = useState<string | null>(null);
  const day = picked ?? today;
  const path = `/threads/${threadId}/summary`;
  const summary = useQuery({
    queryKey: [path, day],
    enabled: day !== "",
    queryFn: ({ signal }) => api.get<{ data: DaySummary }>(path, { day }, signal),
    refetchInterval: 15_000,
  });
  const data = summary.data?.data;
  return (
    <aside className="cv-context ct-card" aria-label="当日摘要">
      <div className="ct-card-head">
        <h2>摘要</h2>
        <div className="cv-days">
          <Button
            type="text"
            size="small"
            icon={<LeftOutlined />}
            aria-label="前一天"
            onClick={() => setPicked(addDays(day, -1))}
          />
          <span>{day && spokenDay(day, new Date(`${today}T00:00:00+08:00`))}</span>
          <Button
            type="text"
            size="small"
            icon={<RightOutlined />}
            aria-label="后一天"
            disabled={day >= today}
            onClick={() => setPicked(addDays(day, 1))}
          />
        </div>
      </div>
      {summary.error && <Problem error={summary.error} onRetry={() => summary.refetch()} />}
      {!data && !summary.error && <PageSkeleton rows={4} />}
      {data?.lines.length === 0 && (
        <p className="ct-quiet">
          这一天没有可摘要的内容。
          {data.latestDay && data.latestDay !== day && (
            <Button type="link" size="small" onClick={() => setPicked(data.latestDay ?? null)}>
              看{spokenDay(data.latestDay)}
            </Button>
          )}
        </p>
      )}
      {data?.lines.map((line, index) => (
        <button key={line.id ?? `${index}`} type="button" className="cv-line" onClick={() => onCite(line.messageIds)}>
          <Tag color={tones[line.kind]}>{line.kind}</Tag>
          <span>
            {line.text}
            <small className="ct-quiet">
              {line.speaker ? ` ${line.speaker} · ` : " "}
              {line.messageIds.length} 条原话
            </small>
          </span>
        </button>
      ))}
    </aside>
  );
}
