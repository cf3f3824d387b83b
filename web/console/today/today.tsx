import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { CarePlan } from "../../../src/outreach/outreach.schema";
import { clockTime, localDay } from "../../shared/time";
import { api } from "../api";
import { weekdayName } from "../care/days";
import { Blank } from "../parts/blank";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { LeaversWaiting, useLeaversWaiting } from "../transfers/leavers-waiting";
import { useToday } from "../use-me";
import { CareStrip } from "./care-strip";
import { SetupAlerts } from "./setup-alerts";
import { SpokenLines, useSpokenLines } from "./spoken-lines";
import { StuckTasks, useStuckTasks } from "./stuck-tasks";
import { useWaitingCustomers, WaitingCustomers } from "./waiting-customers";
import "./today.css";

/** What needs a person, in order of loss; then today's care as one strip. */
export function Today() {
  const { now, today } = useToday();
  const waiting = useWaitingCustomers();
  const spoken = useSpokenLines(today);
  const stuck = useStuckTasks();
  const leavers = useLeaversWaiting();
  const plan = useQuery({
    queryKey: ["/care/plan", today],
    enabled: today !== "",
    queryFn: ({ signal }) => api.get<{ data: CarePlan }>("/care/plan", { day: today }, signal),
    refetchInterval: 15_000,
  });
  const parts = [waiting, spoken, stuck, plan];
  const error = parts.find((part) => part.error)?.error;
  const ready = waiting.rows && spoken.lines && stuck.tasks;
  const nothing =
    ready &&
    waiting.rows?.length === 0 &&
    spoken.lines?.length === 0 &&
    stuck.tasks?.length === 0 &&
    leavers.length === 0;
  return (
    <>
      <PageHead title="今日" hint={today && dayHead(now)} />
      {error && <Problem error={error} onRetry={() => void Promise.all(parts.map((part) => part.refetch()))} />}
      {!ready && !error && <PageSkeleton rows={9} />}
      {nothing && (
        <section className="ct-card">
          <Blank action={<Link to="/customers">看看客户</Link>}>
            现在没有要处理的事。客户在等回复、承诺到期、群发待确认时，会按轻重列在这里。
          </Blank>
        </section>
      )}
      <SetupAlerts />
      {waiting.rows && <WaitingCustomers rows={waiting.rows} hasMore={waiting.hasNextPage} />}
      <LeaversWaiting rows={leavers} />
      {spoken.lines && <SpokenLines lines={spoken.lines} />}
      {stuck.tasks && <StuckTasks tasks={stuck.tasks} />}
      {plan.data && <CareStrip plan={plan.data.data} />}
    </>
  );
}

function dayHead(now: Date): string {
  const day = localDay(now);
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日 ${weekdayName(day)} ${clockTime(now)}`;
}
