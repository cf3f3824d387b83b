import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { Link, useSearchParams } from "react-router";
import type { CarePlan, CareSkip, CareTouch } from "../../../src/outreach/outreach.schema";
import { useCompanyNow } from "../../shared/clock";
import { clockTime, spokenDay } from "../../shared/time";
import { touchKind } from "../../shared/words";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { CustomerLink } from "../parts/customer-link";
import { type Column, DataTable } from "../parts/data-table";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { TouchState } from "../parts/touch-state";
import { useToday } from "../use-me";
import { MonthStrip } from "./month-strip";

type View = "touches" | "skipped";

/** Who gets what on that day, and who does not and why. */
export function DayPlan() {
  const { now, today } = useToday();
  const [search, setSearch] = useSearchParams();
  const day = search.get("day") ?? today;
  const view: View = search.get("view") === "skipped" ? "skipped" : "touches";
  const show = (next: { day: string; view: View }) =>
    setSearch({ ...(next.day !== today && { day: next.day }), ...(next.view === "skipped" && { view: next.view }) });
  const plan = useQuery({
    queryKey: ["/care/plan", day],
    enabled: Boolean(day),
    queryFn: ({ signal }) => api.get<{ data: CarePlan }>("/care/plan", { day }, signal),
    refetchInterval: 15_000,
  });
  const data = plan.data?.data;
  const dayWords = day ? spokenDay(day, now) : "";
  return (
    <>
      {day && today && <MonthStrip day={day} today={today} onPick={(picked) => show({ day: picked, view })} />}
      {plan.error && <Problem error={plan.error} onRetry={() => plan.refetch()} />}
      {!plan.error && (
        <section className="ct-card">
          <div className="cr-switch">
            <Segmented
              aria-label="看哪一份"
              value={view}
              onChange={(next: View) => show({ day, view: next })}
              options={[
                { value: "touches", label: `将收到 ${data?.touches.length ?? ""}` },
                { value: "skipped", label: `${dayWords}不发及原因 ${data?.skipped.length ?? ""}` },
              ]}
            />
          </div>
          {!data && <PageSkeleton />}
          {data && view === "touches" && <Touches rows={data.touches} />}
          {data && view === "skipped" && <Skips rows={data.skipped} />}
        </section>
      )}
    </>
  );
}

const touchColumns: Column<CareTouch>[] = [
  {
    title: "客户",
    width: 150,
    phone: "head",
    render: (row) => <CustomerLink id={row.externalUserid} name={row.customerName} />,
  },
  { title: "时间", width: 72, render: (row) => clockTime(row.dueAt) },
  { title: "关怀", width: 100, render: (row) => touchKind[row.kind] ?? row.title },
  {
    title: "内容",
    render: (row) => (
      <span className="ct-two-lines" title={row.text}>
        {row.text || row.title}
      </span>
    ),
  },
  { title: "由谁发送", width: 88, render: (row) => row.memberName },
  { title: "状态", width: 148, render: (row) => <TouchState status={row.status} /> },
];

function Touches({ rows }: { rows: CareTouch[] }) {
  if (rows.length === 0) {
    return (
      <Blank action={<Link to="/knowledge">去知识库推送一篇</Link>}>
        这一天还没有安排。客户填好生日，或从知识库推送一篇文章后，会出现在这里。
      </Blank>
    );
  }
  return <DataTable label="将收到关怀的客户" columns={touchColumns} rows={rows} keyOf={(row) => row.id} />;
}

const skipColumns: Column<CareSkip>[] = [
  {
    title: "客户",
    width: 150,
    phone: "head",
    render: (row) => <CustomerLink id={row.externalUserid} name={row.customerName} />,
  },
  {
    title: "原定关怀",
    width: 220,
    render: (row) => {
      const kind = touchKind[row.kind] ?? "关怀";
      return row.title && row.title !== kind ? `${kind}《${row.title}》` : kind;
    },
  },
  { title: "原因", render: (row) => row.reasonText },
  { title: "改到", width: 110, render: (row) => <MovedTo day={row.movedTo} /> },
];

function MovedTo({ day }: { day: string | null }) {
  const now = useCompanyNow();
  return <>{day ? spokenDay(day, now) : "不再发送"}</>;
}

function Skips({ rows }: { rows: CareSkip[] }) {
  if (rows.length === 0) return <Blank>这一天没有人被让开。为避免打扰而改期的客户和原因，会列在这里。</Blank>;
  return (
    <DataTable
      label="当天不发的客户和原因"
      columns={skipColumns}
      rows={rows}
      keyOf={(row) => `${row.touchId} ${row.at}`}
    />
  );
}
