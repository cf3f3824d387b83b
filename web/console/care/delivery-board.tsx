import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Segmented } from "antd";
import { useSearchParams } from "react-router";
import type { CareTouch } from "../../../src/outreach/outreach.schema";
import { shownError } from "../../shared/errors";
import { Time } from "../../shared/parts/time";
import { touchKind, touchStatus } from "../../shared/words";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { CustomerLink } from "../parts/customer-link";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { TouchState } from "../parts/touch-state";
import { useMe } from "../use-me";
import { usePages } from "../use-pages";
import { WelcomeBoard } from "./welcome-board";

const states = [
  { value: "", label: "全部" },
  { value: "planned,claimed", label: "已排期" },
  { value: "task_created,awaiting_member", label: "待成员确认" },
  ...["sent", "unknown", "quota_reached", "not_friend", "member_silent", "cancelled", "failed"].map((value) => ({
    value,
    label: touchStatus[value]?.word ?? value,
  })),
];

const columns: Column<CareTouch>[] = [
  {
    title: "客户",
    width: 150,
    phone: "head",
    render: (row) => <CustomerLink id={row.externalUserid} name={row.customerName} />,
  },
  { title: "关怀", render: (row) => <What touch={row} /> },
  { title: "由谁发送", width: 88, render: (row) => row.memberName },
  { title: "安排", width: 132, render: (row) => <Time at={row.dueAt} /> },
  { title: "状态", width: 232, render: (row) => <State touch={row} /> },
  { title: "操作", width: 132, render: (row) => <Actions touch={row} /> },
];

/** 关怀 and 欢迎语: what was to reach a customer, and whether it did. */
export function DeliveryBoard() {
  const [search, setSearch] = useSearchParams();
  const of = search.get("of") === "welcome" ? "welcome" : "care";
  return (
    <>
      <Segmented
        className="cr-of"
        value={of}
        options={[
          { value: "care", label: "关怀" },
          { value: "welcome", label: "欢迎语" },
        ]}
        onChange={(next) => setSearch({ tab: "delivery", ...(next === "welcome" && { of: next }) })}
      />
      {of === "welcome" ? <WelcomeBoard /> : <CareBoard />}
    </>
  );
}

function CareBoard() {
  const [search, setSearch] = useSearchParams();
  const status = search.get("status") ?? "";
  const touches = usePages<CareTouch>("/care/touches", { status }, { refetchMs: 15_000 });
  if (touches.error) return <Problem error={touches.error} onRetry={() => touches.refetch()} />;
  return (
    <>
      <fieldset className="cr-pills" aria-label="按状态筛选">
        {states.map((state) => (
          <button
            key={state.value}
            type="button"
            className="cr-pill"
            aria-pressed={state.value === status}
            onClick={() => setSearch({ tab: "delivery", ...(state.value && { status: state.value }) })}
          >
            {state.label}
          </button>
        ))}
      </fieldset>
      <section className="ct-card" data-flush="">
        {!touches.rows && <PageSkeleton />}
        {touches.rows?.length === 0 && (
          <Blank>{status ? "没有处于这个状态的关怀。" : "还没有关怀记录。安排好的关怀和送达结果会列在这里。"}</Blank>
        )}
        {touches.rows && touches.rows.length > 0 && (
          <DataTable label="关怀记录" columns={columns} rows={touches.rows} keyOf={(row) => row.id} />
        )}
        <LoadMore
          hasMore={touches.hasNextPage}
          loading={touches.isFetchingNextPage}
          onMore={() => touches.fetchNextPage()}
        />
      </section>
    </>
  );
}

function What({ touch }: { touch: CareTouch }) {
  const kind = touchKind[touch.kind] ?? "关怀";
  return (
    <>
      {kind}
      {touch.title !== kind && (
        <small className="ct-quiet ct-ellipsis ct-block" title={touch.title}>
          {touch.title}
        </small>
      )}
    </>
  );
}

function State({ touch }: { touch: CareTouch }) {
  return (
    <>
      <TouchState status={touch.status} />{" "}
      {touch.sentAt && (
        <small className="ct-quiet">
          <Time at={touch.sentAt} />
        </small>
      )}
      {touch.reasonText && touch.status !== "sent" && <small className="ct-quiet ct-block">{touch.reasonText}</small>}
      {touch.remindedAt.length > 0 && waiting.includes(touch.status) && (
        <small className="ct-quiet ct-block">
          <Time at={touch.remindedAt.at(-1)} /> 催办过
        </small>
      )}
    </>
  );
}

const waiting = ["task_created", "awaiting_member"];

function Actions({ touch }: { touch: CareTouch }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const me = useMe();
  const act = useMutation({
    mutationFn: (action: "remind" | "cancel") => api.post(`/care/touches/${touch.id}/${action}`),
    onSuccess: (_, action) => {
      void message.success(action === "remind" ? `已提醒${touch.memberName}` : "已取消");
      return queries.invalidateQueries({ queryKey: ["/care/touches"] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  const isWaiting = waiting.includes(touch.status);
  const canCancel = (isWaiting || touch.status === "planned") && !touch.cancelRequested;
  if (touch.cancelRequested && isWaiting) return <span className="ct-quiet">正在取消</span>;
  return (
    <>
      {isWaiting && me?.userid !== touch.userid && (
        <Button type="link" size="small" loading={act.isPending} onClick={() => act.mutate("remind")}>
          催办
        </Button>
      )}
      {canCancel && (
        <Popconfirm
          title="取消这次关怀？"
          description={`${touch.customerName} 不会收到这一次的${touchKind[touch.kind] ?? "关怀"}。`}
          okText="取消发送"
          cancelText="保留"
          onConfirm={() => act.mutate("cancel")}
        >
          <Button type="text" size="small">
            取消
          </Button>
        </Popconfirm>
      )}
    </>
  );
}
