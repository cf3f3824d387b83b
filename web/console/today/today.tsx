import { useQuery } from "@tanstack/react-query";
import { Empty, Tag } from "antd";
import { Link } from "react-router";
import type { ThreadView } from "../../../src/conversations/conversations.schema";
import type { CarePlan, CareTouch } from "../../../src/outreach/outreach.schema";
import { fullTime } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { titleOf } from "../conversations/thread-list";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { useNow } from "../use-now";
import { usePages } from "../use-pages";

type Thread = Wire<ThreadView>;

const SHOWN = 8;

/** What needs a person, in order of loss; then today's care as one strip. */
export function Today() {
  const { now, today } = useNow();
  const waiting = usePages<Thread>("/threads", { waiting: "1", limit: SHOWN }, { refetchMs: 15_000 });
  const stuck = usePages<CareTouch>(
    "/care/touches",
    { status: "claimed,task_created,awaiting_member,unknown", limit: SHOWN },
    { refetchMs: 15_000 },
  );
  const plan = useQuery({
    queryKey: ["/care/plan", today],
    enabled: today !== "",
    queryFn: ({ signal }) => api.get<{ data: CarePlan }>("/care/plan", { day: today }, signal),
    refetchInterval: 15_000,
  });
  const error = waiting.error ?? stuck.error ?? plan.error;
  const data = plan.data?.data;
  const ready = waiting.rows && stuck.rows && data;
  const nothing = ready && waiting.rows?.length === 0 && stuck.rows?.length === 0;
  return (
    <>
      <PageHead title="今日" hint={today && fullTime(now)} />
      {error && (
        <Problem error={error} onRetry={() => void Promise.all([waiting.refetch(), stuck.refetch(), plan.refetch()])} />
      )}
      {!ready && !error && <PageSkeleton />}
      {ready && (
        <section className="ct-card">
          <h2>需要处理</h2>
          {nothing && <Empty description="现在没有要处理的事。客户等待回复、群发待确认时会列在这里。" />}
          {waiting.rows?.slice(0, SHOWN).map((thread) => (
            <div key={thread.id} className="td-row">
              <Tag color="error">待回复</Tag>
              <span className="ct-ellipsis">
                <strong>{titleOf(thread)}</strong> {thread.last?.text}
              </span>
              <span className="ct-quiet">
                {thread.member?.name} · 自 <Time at={thread.waitingSince} />
              </span>
              <Link to={`/conversations/${thread.id}`}>查看会话</Link>
            </div>
          ))}
          {stuck.rows?.slice(0, SHOWN).map((touch) => (
            <div key={touch.id} className="td-row">
              <Tag color="warning">{touch.status === "unknown" ? "结果核对中" : "待成员确认"}</Tag>
              <span className="ct-ellipsis">
                <strong>{touch.customerName}</strong> {touch.title}
              </span>
              <span className="ct-quiet">
                {touch.memberName} · <Time at={touch.dueAt} />
              </span>
              <Link
                to={`/care?tab=delivery&status=${touch.status === "unknown" ? "unknown" : "claimed,task_created,awaiting_member"}`}
              >
                去处理
              </Link>
            </div>
          ))}
        </section>
      )}
      {data && <CareStrip plan={data} />}
    </>
  );
}

function CareStrip({ plan }: { plan: CarePlan }) {
  const count = (...statuses: (keyof CarePlan["counts"])[]) =>
    statuses.reduce((sum, status) => sum + (plan.counts[status] ?? 0), 0);
  const cells = [
    { label: "已排期", value: count("planned"), to: "/care" },
    {
      label: "待成员确认",
      value: count("claimed", "task_created", "awaiting_member"),
      to: "/care?tab=delivery&status=claimed,task_created,awaiting_member",
    },
    { label: "已送达", value: count("sent"), to: "/care?tab=delivery&status=sent" },
    { label: "为避免打扰改期", value: plan.skipped.length, to: "/care" },
  ];
  return (
    <section className="ct-card">
      <h2>今日关怀</h2>
      <div className="td-strip">
        {cells.map((cell) => (
          <Link key={cell.label} to={cell.to}>
            <strong>{cell.value}</strong>
            <span className="ct-quiet">{cell.label}</span>
          </Link>
        ))}
      </div>
    </section>
  );
}
