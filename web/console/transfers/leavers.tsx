import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { LeaverRow } from "../../../src/transfers/transfers.schema";
import { shownError } from "../../shared/errors";
import { Avatar } from "../../shared/parts/avatar";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { CandidatePicker } from "./candidate-picker";
import { StartTransfer } from "./start-transfer";
import { countWords } from "./transfer-words";

type Leaver = Wire<LeaverRow>;

/** Under so many days of WeCom's year it is urgent. */
const URGENT_DAYS = 30;

/** Who has left, what was left behind, and who could take it. */
export function Leavers() {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const leavers = useQuery({
    queryKey: ["/transfers/leavers"],
    queryFn: ({ signal }) => api.get<{ data: Leaver[] }>("/transfers/leavers", {}, signal),
    refetchInterval: 30_000,
  });
  const refresh = useMutation({
    mutationFn: () => api.post<{ data: Leaver[] }>("/transfers/leavers/refresh"),
    onSuccess: (answer) => {
      queries.setQueryData(["/transfers/leavers"], answer);
      void message.success("已与企业微信核对");
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  if (leavers.error) return <Problem error={leavers.error} onRetry={() => leavers.refetch()} />;
  const rows = leavers.data?.data;
  if (!rows) return <PageSkeleton />;
  const chosen = rows.find((row) => row.userid === search.get("from"));
  if (chosen) {
    return (
      <>
        <button type="button" className="ct-link tr-back" onClick={() => setSearch({})}>
          ← 返回离职待分配
        </button>
        <CandidatePicker kind="resigned" from={chosen} picked={search.getAll("pick")} />
      </>
    );
  }
  const recheck = (
    <Button loading={refresh.isPending} onClick={() => refresh.mutate()}>
      与企业微信核对
    </Button>
  );
  if (rows.length === 0) {
    return (
      <section className="ct-card">
        <Blank action={recheck}>
          目前没有待分配的客户。有成员离职后，他留下的客户和群会在半小时内出现在这里，一年内可以分配给同事。
        </Blank>
      </section>
    );
  }
  return (
    <>
      <div className="tr-bar">
        <p className="ct-quiet">客户 24 小时内可以拒绝；群会马上换群主。离职满一年后企业微信不再接受分配。</p>
        {recheck}
      </div>
      {rows.map((row) => (
        <LeaverCard key={row.userid} row={row} onPick={() => setSearch({ from: row.userid })} />
      ))}
    </>
  );
}

function LeaverCard({ row, onPick }: { row: Leaver; onPick: () => void }) {
  const [open, setOpen] = useState(false);
  const waiting = row.customers + row.groups > 0;
  return (
    <section className="ct-card tr-leaver">
      <div className="ct-person">
        <Avatar name={row.name} size={40} />
        <div>
          <strong className="ct-name">{row.name}</strong>
          <small className="ct-quiet ct-block">
            {row.departments.length > 0 && `${row.departments.join("、")} · `}
            {row.leftAt ? (
              <>
                <Time at={row.leftAt} /> 离职
              </>
            ) : (
              "已不在通讯录里"
            )}
          </small>
        </div>
      </div>
      <div className="tr-numbers">
        {waiting ? <strong>{countWords(row.customers, row.groups)}待分配</strong> : <span>已全部安排</span>}
        {row.running > 0 && (
          <Link to="/transfers?tab=progress" className="ct-block">
            {row.running} 项转接中
          </Link>
        )}
      </div>
      <div className="tr-numbers">
        {waiting && row.proposal && (
          <>
            建议交给 <strong>{row.proposal.name}</strong>
            <small className="ct-quiet ct-block">
              {row.proposal.near ? "同部门" : "其他部门"}，现有 {row.proposal.customers} 位客户
            </small>
          </>
        )}
        {waiting && !row.proposal && <span className="ct-quiet">没有可接收的同事，请先开通客户联系</span>}
      </div>
      <Tag tone={row.daysLeft <= URGENT_DAYS ? "warning" : "plain"}>
        {row.daysLeft > 0 ? `还可分配 ${row.daysLeft} 天` : "已超过一年"}
      </Tag>
      {waiting && (
        <div className="tr-actions">
          {row.customers > 0 && <Button onClick={onPick}>挑选</Button>}
          <Button type="primary" onClick={() => setOpen(true)}>
            全部分配
          </Button>
        </div>
      )}
      {open && (
        <StartTransfer
          kind="resigned"
          from={row}
          all={{ customers: row.customers, groups: row.groups }}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}
