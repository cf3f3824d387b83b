import type { WayDay } from "../../../src/contactways/contactways.schema";

const dayWords = (day: string) => `${+day.slice(5, 7)}月${+day.slice(8, 10)}日`;

/** The last 30 days: who came, and who left. */
export function WayDays({ days }: { days: WayDay[] }) {
  const most = Math.max(1, ...days.map((day) => Math.max(day.added, day.lost)));
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  return (
    <section className="cw-days">
      <h3>
        近 30 天 <small className="ct-quiet">深色为添加，浅色为流失</small>
      </h3>
      <ol>
        {days.map((day) => (
          <li key={day.day} title={`${dayWords(day.day)}：添加 ${day.added}，流失 ${day.lost}`}>
            <i style={{ height: `${(day.added / most) * 100}%` }} />
            <i data-lost="" style={{ height: `${(day.lost / most) * 100}%` }} />
          </li>
        ))}
      </ol>
      <p className="ct-quiet">
        <small>{dayWords(first.day)}</small>
        <small>{dayWords(last.day)}</small>
      </p>
    </section>
  );
}
