import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { ResponseFigures as Figures } from "../../../src/conversations/clock/clock.schema";
import { spokenNumber } from "../../shared/time";
import { api } from "../api";
import { addDays } from "../care/days";
import { Blank } from "../parts/blank";
import { type Column, DataTable } from "../parts/data-table";
import { Problem } from "../parts/problem";
import { useToday } from "../use-me";

type Row = Figures["members"][number];

const columns: Column<Row>[] = [
  { title: "成员", phone: "head", render: (row) => <strong>{row.name}</strong> },
  { title: "回复次数", render: (row) => spokenNumber(row.answers) },
  { title: "一半客户等了", render: (row) => within(row.medianSeconds) },
  { title: "九成客户等了", render: (row) => within(row.p90Seconds) },
  { title: "时限内回复", render: (row) => (row.inTime === null ? "—" : `${Math.floor(row.inTime * 100)}%`) },
  {
    title: "现在待回复",
    render: (row) => (row.waiting > 0 ? <Link to="/conversations?waiting=1">{spokenNumber(row.waiting)}</Link> : "0"),
  },
];

/** How long customers waited, by who answered. */
export function ResponseFigures() {
  const { today } = useToday();
  const [days, setDays] = useState(7);
  const query = { from: today ? addDays(today, 1 - days) : "", to: today };
  const answer = useQuery({
    queryKey: ["/response/figures", query],
    enabled: today !== "",
    queryFn: ({ signal }) => api.get<{ data: Figures }>("/response/figures", query, signal),
  });
  const figures = answer.data?.data;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>响应用时</h2>
        <Segmented
          aria-label="看哪些天"
          size="small"
          value={days}
          options={[
            { value: 1, label: "今天" },
            { value: 7, label: "近 7 天" },
            { value: 30, label: "近 30 天" },
          ]}
          onChange={setDays}
        />
      </div>
      {answer.error && <Problem error={answer.error} onRetry={() => answer.refetch()} />}
      {figures && figures.total.answers > 0 && (
        <p>
          共回复 {spokenNumber(figures.total.answers)} 次来信：一半{share(figures.total.medianSeconds)}，九成
          {share(figures.total.p90Seconds)}。
        </p>
      )}
      {figures?.members.length === 0 && <Blank>客户来信并得到回复后，这里按成员列出客户等了多久。</Blank>}
      {figures && figures.members.length > 0 && (
        <DataTable label="各成员的响应用时" columns={columns} rows={figures.members} keyOf={(row) => row.userid} />
      )}
      <p className="ct-quiet">
        从客户第一句需要回复的话，到同事的下一句话，只计工作时间；「好的」「谢谢」和表情不算。下班后来信、上班前就已回复的，用时为零。按客户来信的日子归类。
      </p>
    </section>
  );
}

function share(seconds: number | null): string {
  return seconds === 0 ? "在下班时间里就已回复" : `在 ${within(seconds)}以内`;
}

function within(seconds: number | null): string {
  if (seconds === null) return "—";
  if (seconds === 0) return "下班时已回";
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} 分钟`;
  return `${(seconds / 3_600).toFixed(1).replace(/\.0$/, "")} 小时`;
}
