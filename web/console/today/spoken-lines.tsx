import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { DaySummaryRow } from "../../../src/insights/insights.schema";
import type { Page } from "../../shared/api";
import { Tag } from "../../shared/parts/tag";
import { spokenDay } from "../../shared/time";
import type { Tone } from "../../shared/words";
import { api } from "../api";
import { addDays } from "../care/days";
import { needPerson, type SpokenLine } from "./need-person";

const SHOWN = 6;
const FRESH_MS = 5 * 60_000;
/** Reading other people's chats is recorded for each page asked for: one page a day is enough here. */
const LIMIT = 50;

const tones: Record<string, Tone> = { 情绪: "error", 承诺: "warning" };

/** Promises and anger of today and yesterday, out of the day's summaries. */
export function useSpokenLines(today: string) {
  const query = useQuery({
    queryKey: ["/summaries", today],
    enabled: today !== "",
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
    queryFn: async ({ signal }) => {
      const days = [today, addDays(today, -1)];
      const pages = await Promise.all(
        days.map((day) => api.get<Page<DaySummaryRow>>("/summaries", { day, limit: LIMIT }, signal)),
      );
      return needPerson(
        pages.flatMap((page) => page.data),
        today,
      );
    },
  });
  return { lines: query.data, error: query.error, refetch: query.refetch };
}

export function SpokenLines({ lines }: { lines: SpokenLine[] }) {
  if (lines.length === 0) return null;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>承诺与情绪</h2>
        <span className="ct-count">{lines.length}</span>
      </div>
      {lines.slice(0, SHOWN).map((line) => (
        <div key={line.key} className="td-row">
          <div className="td-what">
            <span className="ct-person">
              <Tag tone={tones[line.kind] ?? "plain"}>{line.kind}</Tag>
              <strong className="ct-name ct-ellipsis" title={line.title}>
                {line.title}
              </strong>
            </span>
            <span className="ct-ellipsis" title={line.text}>
              {line.text}
            </span>
          </div>
          <span className="ct-quiet ct-ellipsis">
            {line.memberName}
            {line.dueDay && ` · ${spokenDay(line.dueDay)}到期`}
          </span>
          <Link to={`/conversations/${line.threadId}?message=${line.messageId}`}>看原话</Link>
        </div>
      ))}
    </section>
  );
}
