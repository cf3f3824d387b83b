import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import type { CSSProperties } from "react";
import type { CareDay } from "../../../src/outreach/outreach.schema";
import { api } from "../api";
import { addDays, daysAround, weekdayName } from "./days";

interface Props {
  day: string;
  today: string;
  onPick(day: string): void;
}

const SHOWN = 14;

/** Two weeks as a strip; the greener, the more customers hear from us that day. */
export function MonthStrip({ day, today, onPick }: Props) {
  const days = daysAround(day, SHOWN);
  const from = days[0] as string;
  const to = days.at(-1) as string;
  const load = useQuery({
    queryKey: ["/care/days", from, to],
    queryFn: ({ signal }) => api.get<{ data: CareDay[] }>("/care/days", { from, to }, signal),
    placeholderData: (previous) => previous,
  });
  const totals = new Map(load.data?.data.map((entry) => [entry.day, entry.planned + entry.waiting + entry.sent]));
  const most = Math.max(1, ...totals.values());
  return (
    <nav className="cr-strip" aria-label="选择日期">
      <Button
        type="text"
        icon={<LeftOutlined aria-hidden />}
        aria-label="前一周"
        onClick={() => onPick(addDays(day, -7))}
      />
      {days.map((entry) => {
        const total = totals.get(entry) ?? 0;
        return (
          <button
            key={entry}
            type="button"
            className="cr-day"
            style={{ "--load": total === 0 ? 0 : 0.25 + (0.75 * total) / most } as CSSProperties}
            aria-current={entry === day ? "date" : undefined}
            data-today={entry === today || undefined}
            onClick={() => onPick(entry)}
          >
            <small>{entry === today ? "今天" : weekdayName(entry)}</small>
            <span>{entry.endsWith("-01") ? `${Number(entry.slice(5, 7))}月` : Number(entry.slice(8))}</span>
            <small>{total > 0 ? `${total} 位` : " "}</small>
          </button>
        );
      })}
      <Button
        type="text"
        icon={<RightOutlined aria-hidden />}
        aria-label="后一周"
        onClick={() => onPick(addDays(day, 7))}
      />
    </nav>
  );
}
