import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { LeaverRow } from "../../../src/transfers/transfers.schema";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { useMe } from "../use-me";
import { countWords } from "./transfer-words";

/** Whom leavers left behind; managers only. */
export function useLeaversWaiting() {
  const me = useMe();
  const leavers = useQuery({
    queryKey: ["/transfers/leavers"],
    enabled: me !== undefined && me.role !== "rep",
    queryFn: ({ signal }) => api.get<{ data: Wire<LeaverRow>[] }>("/transfers/leavers", {}, signal),
    refetchInterval: 60_000,
  });
  return (leavers.data?.data ?? []).filter((row) => row.customers + row.groups > 0);
}

/** On 今日: customers without anybody. */
export function LeaversWaiting({ rows }: { rows: Wire<LeaverRow>[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>离职待分配</h2>
        <span className="ct-count">{rows.length}</span>
        <Link to="/transfers">去分配</Link>
      </div>
      {rows.map((row) => (
        <div key={row.userid} className="td-row">
          <div className="td-what">
            <strong className="ct-name ct-ellipsis">{row.name}</strong>
            <span className="ct-ellipsis">{countWords(row.customers, row.groups)}没有人负责</span>
          </div>
          <span className="ct-quiet">还可分配 {row.daysLeft} 天</span>
          <Link to={`/transfers?from=${encodeURIComponent(row.userid)}`}>挑选</Link>
        </div>
      ))}
    </section>
  );
}
