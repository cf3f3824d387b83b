import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { Navigate, useSearchParams } from "react-router";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { CandidatePicker } from "./candidate-picker";

interface MemberRow {
  userid: string;
  name: string;
  position: string;
  status: string;
  contactEnabled: boolean;
}

/** A member stays, some customers go to a colleague. */
export function OnJob() {
  const [search, setSearch] = useSearchParams();
  const members = useQuery({
    queryKey: ["/members"],
    queryFn: () => api.get<{ data: MemberRow[] }>("/members"),
    staleTime: 60_000,
  });
  if (members.error) return <Problem error={members.error} onRetry={() => members.refetch()} />;
  if (!members.data) return <PageSkeleton />;
  const givers = members.data.data.filter((member) => member.status === "active" && member.contactEnabled);
  const picks = search.getAll("pick").map((id) => ["pick", id]);
  const from = givers.find((member) => member.userid === search.get("from"));
  // From the page of a customer whose member has left.
  const gone = members.data.data.find((member) => member.userid === search.get("from") && member.status === "left");
  if (gone) {
    return <Navigate replace to={`/transfers?${new URLSearchParams([["from", gone.userid], ...picks])}`} />;
  }
  const choose = (
    <Select
      showSearch={{ optionFilterProp: "label" }}
      aria-label="原负责人"
      placeholder="选择原负责人"
      className="tr-member"
      value={from?.userid}
      options={givers.map(({ userid, name, position }) => ({
        value: userid,
        label: position ? `${name} · ${position}` : name,
      }))}
      onChange={(userid) => setSearch({ tab: "onjob", from: userid })}
    />
  );
  return (
    <>
      <div className="tr-bar">{choose}</div>
      {!from && (
        <section className="ct-card">
          <Blank>先选一位在职成员，再勾选要转接的客户和群。客户会收到提醒，24 小时内可以拒绝。</Blank>
        </section>
      )}
      {from && <CandidatePicker key={from.userid} kind="on_job" from={from} picked={search.getAll("pick")} />}
    </>
  );
}
