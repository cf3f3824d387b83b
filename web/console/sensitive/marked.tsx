import { Fragment } from "react";

/** Text with some pieces marked; marks may overlap. */
export function Marked({ text, marks }: { text: string; marks: readonly (readonly number[])[] }) {
  const edges = [...new Set([0, text.length, ...marks.flat()])].sort((a, b) => a - b);
  return (
    <>
      {edges.slice(0, -1).map((from, i) => {
        const piece = text.slice(from, edges[i + 1]);
        const inside = marks.some(([start = 0, end = 0]) => from >= start && from < end);
        return <Fragment key={from}>{inside ? <mark>{piece}</mark> : piece}</Fragment>;
      })}
    </>
  );
}
