import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { SetupAlerts as Alerts } from "../../../src/setup/setup.schema";
import { Tag } from "../../shared/parts/tag";
import { api } from "../api";
import { stateNames } from "../settings/setup-words";
import { useMe } from "../use-me";

/** For administrators: what WeCom announced about the app, and what of the set-up does not work. */
export function SetupAlerts() {
  const isAdmin = useMe()?.role === "admin";
  const alerts = useQuery({
    queryKey: ["/setup/alerts"],
    enabled: isAdmin,
    queryFn: ({ signal }) => api.get<{ data: Alerts }>("/setup/alerts", {}, signal),
    refetchInterval: 60_000,
  });
  const found = alerts.data?.data;
  if (!found || found.findings.length === 0) return null;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>接入需要处理</h2>
        <span className="ct-count">{found.findings.length + found.more}</span>
        <Link to="/settings/setup">查看全部</Link>
      </div>
      {found.findings.map((finding) => (
        <div key={finding.id + finding.seen} className="td-row">
          <div className="td-what">
            <span className="ct-person">
              <Tag tone={finding.state === "fail" ? "error" : "warning"}>{stateNames[finding.state]}</Tag>
              <strong className="ct-name ct-ellipsis">{finding.title}</strong>
            </span>
            <span className="ct-two-lines" title={finding.todo}>
              {finding.seen}
            </span>
          </div>
          <span className="ct-quiet ct-ellipsis">{finding.place?.at(-1)}</span>
          <Link to={`/settings/setup#part-${finding.part}`}>怎么处理</Link>
        </div>
      ))}
    </section>
  );
}
