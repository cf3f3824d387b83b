import { useQuery } from "@tanstack/react-query";
import { Empty, Segmented, Table, Typography } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { CarePlan, CareSkip, CareTouch } from "../../../src/outreach/outreach.schema";
import { clockTime, spokenDay } from "../../shared/time";
import { touchKind } from "../../shared/words";
import { api } from "../api";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { TouchState } from "../parts/touch-state";
import { useNow } from "../use-now";
import { MonthStrip } from "./month-strip";

/** Who gets what on that day, and who does not and why. */
export function DayPlan() {
  const { today } = useNow();
  const [search, setSearch] = useSearchParams();
  const [view, setView] = useState<"touches" | "skipped">("touches");
  const day = search.get("day") ?? today;
  const plan = useQuery({
    queryKey: ["/care/plan", day],
    enabled: Boolean(day),
    queryFn: ({ signal }) => api.get<{ data: CarePlan }>("/care/plan", { day }, signal),
    refetchInterval: 15_000,
  });
  if (plan.error) return <Problem error={plan.error} onRetry={() => plan.refetch()} />;
  const data = plan.data?.data;
  return (
    <>
      {day && today && <MonthStrip day={day} today={today} onPick={(picked) => setSearch({ day: picked })} />}
      <section className="ct-card">
        <Segmented
          value={view}
          onChange={setView}
          options={[
            { value: "touches", label: `将收到 ${data?.touches.length ?? ""}` },
            { value: "skipped", label: `当天不发及原因 ${data?.skipped.length ?? ""}` },
          ]}
        />
        <div className="ct-gap">
          {!data && <PageSkeleton />}
          {data && view === "touches" && <Touches rows={data.touches} />}
          {data && view === "skipped" && <Skips rows={data.skipped} />}
        </div>
      </section>
    </>
  );
}

function Touches({ rows }: { rows: CareTouch[] }) {
  if (rows.length === 0) {
    return <Empty description="这一天还没有安排。客户填好生日、或在知识库里推送一篇文章后,会出现在这里。" />;
  }
  return (
    <Table
      rowKey="id"
      size="middle"
      pagination={false}
      scroll={{ x: 720 }}
      dataSource={rows}
      columns={[
        { title: "时间", width: 80, render: (_, row) => clockTime(row.dueAt) },
        { title: "客户", width: 160, render: (_, row) => <Customer id={row.externalUserid} name={row.customerName} /> },
        { title: "关怀", width: 110, render: (_, row) => touchKind[row.kind] ?? row.title },
        {
          title: "内容",
          render: (_, row) => (
            <Typography.Paragraph ellipsis={{ rows: 2, tooltip: row.text }} style={{ margin: 0 }}>
              {row.text || row.title}
            </Typography.Paragraph>
          ),
        },
        { title: "由谁发送", width: 100, dataIndex: "memberName" },
        { title: "状态", width: 130, render: (_, row) => <TouchState status={row.status} /> },
      ]}
    />
  );
}

function Skips({ rows }: { rows: CareSkip[] }) {
  if (rows.length === 0) return <Empty description="这一天没有被跳过的客户。" />;
  return (
    <Table
      rowKey={(row) => `${row.touchId}-${row.at}`}
      size="middle"
      pagination={false}
      scroll={{ x: 640 }}
      dataSource={rows}
      columns={[
        { title: "客户", width: 160, render: (_, row) => <Customer id={row.externalUserid} name={row.customerName} /> },
        { title: "原定关怀", width: 180, render: (_, row) => row.title || touchKind[row.kind] },
        { title: "原因", dataIndex: "reasonText" },
        { title: "改到", width: 110, render: (_, row) => (row.movedTo ? spokenDay(row.movedTo) : "不再发送") },
      ]}
    />
  );
}

function Customer({ id, name }: { id: string; name: string }) {
  return (
    <Link to={`/customers/${encodeURIComponent(id)}`} className="ct-ellipsis" title={name}>
      {name}
    </Link>
  );
}
