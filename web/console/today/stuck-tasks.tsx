import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { Link } from "react-router";
import type { CareTouch } from "../../../src/outreach/outreach.schema";
import { useCompanyNow } from "../../shared/clock";
import { shownError } from "../../shared/errors";
import { spokenTime } from "../../shared/time";
import { touchKind } from "../../shared/words";
import { api } from "../api";
import { TouchState } from "../parts/touch-state";
import { useMe } from "../use-me";
import { usePages } from "../use-pages";
import { groupTasks, type StuckTask } from "./group-tasks";

const SHOWN = 6;

export function useStuckTasks() {
  const touches = usePages<CareTouch>(
    "/care/touches",
    { status: "task_created,awaiting_member,unknown", limit: 100 },
    { refetchMs: 15_000 },
  );
  return { tasks: touches.rows && groupTasks(touches.rows), error: touches.error, refetch: touches.refetch };
}

/** Care that does not move on by itself: a member must confirm it, or WeCom has not said how it ended. */
export function StuckTasks({ tasks }: { tasks: StuckTask[] }) {
  if (tasks.length === 0) return null;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>关怀待确认</h2>
        <span className="ct-count">{tasks.length}</span>
        <Link to="/care?tab=delivery&status=task_created,awaiting_member">查看全部</Link>
      </div>
      {tasks.slice(0, SHOWN).map((task) => (
        <TaskRow key={task.key} task={task} />
      ))}
    </section>
  );
}

function TaskRow({ task }: { task: StuckTask }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const now = useCompanyNow();
  const me = useMe();
  const remind = useMutation({
    mutationFn: () => api.post(`/care/touches/${task.touchId}/remind`),
    onSuccess: () => {
      void message.success(`已提醒${task.memberName}`);
      return queries.invalidateQueries({ queryKey: ["/care/touches"] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  const kind = touchKind[task.kind] ?? "关怀";
  return (
    <div className="td-row">
      <div className="td-what">
        <span className="ct-person">
          <TouchState status={task.status} />
          <strong className="ct-name ct-ellipsis">{kind}</strong>
        </span>
        <span className="ct-ellipsis" title={task.customers.join("、")}>
          {task.title !== kind && `《${task.title}》 `}
          {task.customers.slice(0, 2).join("、")}
          {task.customers.length > 2 && ` 等 ${task.customers.length} 位客户`}
        </span>
      </div>
      <span className="ct-quiet ct-ellipsis">
        {task.memberName} ·{" "}
        {task.remindedAt ? `${spokenTime(task.remindedAt, now)}催办过` : spokenTime(task.dueAt, now)}
      </span>
      {task.status === "unknown" ? (
        <Link to="/care?tab=delivery&status=unknown">查看</Link>
      ) : me?.userid === task.userid ? (
        <span className="ct-quiet">待您确认</span>
      ) : (
        <span>
          <Button size="small" loading={remind.isPending} onClick={() => remind.mutate()}>
            催办
          </Button>
        </span>
      )}
    </div>
  );
}
