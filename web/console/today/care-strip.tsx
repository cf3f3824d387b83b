import { Link } from "react-router";
import type { CarePlan } from "../../../src/outreach/outreach.schema";
import { spokenNumber } from "../../shared/time";

export function CareStrip({ plan }: { plan: CarePlan }) {
  const count = (...statuses: (keyof CarePlan["counts"])[]) =>
    statuses.reduce((sum, status) => sum + (plan.counts[status] ?? 0), 0);
  const cells = [
    { label: "已排期", value: count("planned", "claimed"), to: "/care" },
    {
      label: "待成员确认",
      value: count("task_created", "awaiting_member"),
      to: "/care?tab=delivery&status=task_created,awaiting_member",
    },
    { label: "已送达", value: count("sent"), to: "/care?tab=delivery&status=sent" },
    { label: "为避免打扰改期", value: plan.skipped.length, to: "/care?view=skipped" },
  ];
  return (
    <section className="ct-card">
      <h2>今日关怀</h2>
      <div className="td-strip">
        {cells.map((cell) => (
          <Link key={cell.label} to={cell.to}>
            <strong>{spokenNumber(cell.value)}</strong>
            <span className="ct-quiet">{cell.label}</span>
          </Link>
        ))}
      </div>
    </section>
  );
}
