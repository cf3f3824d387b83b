import { useSearchParams } from "react-router";
import type { WelcomeRow } from "../../../src/outreach/outreach.schema";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import { welcomeStatus } from "../../shared/words";
import { Blank } from "../parts/blank";
import { CustomerLink } from "../parts/customer-link";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { usePages } from "../use-pages";

const states = [
  { value: "", label: "全部" },
  ...["sent", "already_delivered", "awaiting_consent", "expired", "failed"].map((value) => ({
    value,
    label: welcomeStatus[value]?.word ?? value,
  })),
];

const columns: Column<WelcomeRow>[] = [
  {
    title: "客户",
    width: 180,
    phone: "head",
    render: (row) => <CustomerLink id={row.externalUserid} name={row.customerName} />,
  },
  { title: "由谁发送", width: 120, render: (row) => row.memberName },
  { title: "添加时间", width: 140, render: (row) => <Time at={row.addedAt} /> },
  { title: "状态", render: (row) => <State row={row} /> },
];

/** Every welcome code and what became of it. */
export function WelcomeBoard() {
  const [search, setSearch] = useSearchParams();
  const status = search.get("status") ?? "";
  const welcomes = usePages<WelcomeRow>("/care/welcomes", { status }, { refetchMs: 15_000 });
  if (welcomes.error) return <Problem error={welcomes.error} onRetry={() => welcomes.refetch()} />;
  return (
    <>
      <fieldset className="cr-pills" aria-label="按状态筛选">
        {states.map((state) => (
          <button
            key={state.value}
            type="button"
            className="cr-pill"
            aria-pressed={state.value === status}
            onClick={() => setSearch({ tab: "delivery", of: "welcome", ...(state.value && { status: state.value }) })}
          >
            {state.label}
          </button>
        ))}
      </fieldset>
      <section className="ct-card" data-flush="">
        {!welcomes.rows && <PageSkeleton />}
        {welcomes.rows?.length === 0 && (
          <Blank>
            {status
              ? "没有处于这个状态的欢迎语。"
              : "还没有欢迎语。客户添加成员后，欢迎语会在 1 秒内发出，结果列在这里。"}
          </Blank>
        )}
        {welcomes.rows && welcomes.rows.length > 0 && (
          <DataTable label="欢迎语" columns={columns} rows={welcomes.rows} keyOf={(row) => row.id} />
        )}
        <LoadMore
          hasMore={welcomes.hasNextPage}
          loading={welcomes.isFetchingNextPage}
          onMore={() => welcomes.fetchNextPage()}
        />
      </section>
    </>
  );
}

function State({ row }: { row: WelcomeRow }) {
  const shown = welcomeStatus[row.status];
  return (
    <>
      <Tag tone={shown?.tone ?? "plain"}>{shown?.word ?? row.status}</Tag>
      {shown?.meaning && <small className="ct-quiet ct-block">{shown.meaning}</small>}
      {row.status === "failed" && row.reason && <small className="ct-quiet ct-block">代码 {row.reason}</small>}
    </>
  );
}
