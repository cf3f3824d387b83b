import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { DaySummary, LineKind, SummaryLineView } from "../../../src/insights/insights.schema";
import { useCompanyNow } from "../../shared/clock";
import { Tag } from "../../shared/parts/tag";
import { spokenDay } from "../../shared/time";
import type { Tone } from "../../shared/words";
import { api } from "../api";
import { addDays } from "../care/days";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { useToday } from "../use-me";
import type { Cited } from "./conversations";
import { ThreadCustomer } from "./thread-customer";
import { useThread } from "./use-thread";
import "./summary.css";

const tones: Record<LineKind, Tone> = {
  承诺: "warning",
  情绪: "error",
  异议: "warning",
  需求: "brand",
  问题: "info",
  竞品: "plain",
  价格: "plain",
  下一步: "brand",
};

interface Props {
  threadId: string;
  cited: Cited | null;
  onCite(ids: string[]): void;
  onMessages(): void;
}

/** The day in a few lines; every line is what somebody said, one click away. */
export function Summary({ threadId, cited, onCite, onMessages }: Props) {
  const { now, today } = useToday();
  const [picked, setPicked] = useState<string | null>(null);
  const day = picked ?? today;
  const path = `/threads/${threadId}/summary`;
  const summary = useQuery({
    queryKey: [path, day],
    enabled: day !== "",
    queryFn: ({ signal }) => api.get<{ data: DaySummary }>(path, { day }, signal),
    refetchInterval: 15_000,
    placeholderData: (previous) => previous,
  });
  const customer = useThread(threadId).data?.data.customer;
  const data = summary.data?.data;
  // Nobody wrote today: the last day that has something is what the reader came for.
  const latest = data?.latestDay;
  if (picked === null && data && data.day === today && data.messages === 0 && latest && latest !== today)
    setPicked(latest);
  return (
    <aside className="cv-context" aria-label="当日摘要">
      <header className="cv-head">
        <h2>摘要</h2>
        <Button className="cv-swap" size="small" onClick={onMessages}>
          看原话
        </Button>
        <div className="cv-days">
          <Button
            type="text"
            size="small"
            icon={<LeftOutlined aria-hidden />}
            aria-label="前一天"
            onClick={() => setPicked(addDays(day, -1))}
          />
          <span>{day && spokenDay(day, now)}</span>
          <Button
            type="text"
            size="small"
            icon={<RightOutlined aria-hidden />}
            aria-label="后一天"
            disabled={day >= today}
            onClick={() => setPicked(addDays(day, 1))}
          />
        </div>
      </header>
      <div className="cv-context-body">
        {customer && <ThreadCustomer externalUserid={customer.externalUserid} />}
        {summary.error && <Problem error={summary.error} onRetry={() => summary.refetch()} />}
        {!data && !summary.error && <PageSkeleton rows={4} />}
        {data && data.lines.length > 0 && (
          <p className="cv-source">
            {data.messages} 条消息，摘出 {data.lines.length} 句原话。点一句，跳到它。
          </p>
        )}
        {data?.lines.length === 0 && <Nothing data={data} day={day} now={now} onDay={setPicked} />}
        {data?.lines.map((line) => (
          <Line
            key={line.id}
            line={line}
            active={cited !== null && cited.ids.join() === line.messageIds.join()}
            onCite={onCite}
          />
        ))}
      </div>
    </aside>
  );
}

function Line({ line, active, onCite }: { line: SummaryLineView; active: boolean; onCite(ids: string[]): void }) {
  const now = useCompanyNow();
  return (
    <button type="button" className="cv-line" aria-pressed={active} onClick={() => onCite(line.messageIds)}>
      <Tag tone={tones[line.kind] ?? "plain"}>{line.kind}</Tag>
      <span>
        {line.text}
        <small>
          <span>{line.speakerName}</span>
          {line.dueDay && <span>{spokenDay(line.dueDay, now)}到期</span>}
          {line.answered === false && <span className="cv-waiting">还没有回答</span>}
          {line.messageIds.length > 1 && <span>{line.messageIds.length} 条原话</span>}
        </small>
      </span>
    </button>
  );
}

interface NothingProps {
  data: DaySummary;
  day: string;
  now: Date;
  onDay(day: string): void;
}

function Nothing({ data, day, now, onDay }: NothingProps) {
  const { latestDay } = data;
  return (
    <p className="ct-quiet">
      {data.messages > 0 ? "这一天只有寒暄，没有要记下的话。" : "这一天没有消息。"}
      {latestDay && latestDay !== day && (
        <button type="button" className="ct-link" onClick={() => onDay(latestDay)}>
          看{spokenDay(latestDay, now)}的摘要
        </button>
      )}
    </p>
  );
}
