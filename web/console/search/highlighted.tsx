import type { ReactNode } from "react";

/** The snippet with what was looked for marked; ranges are UTF-16 offsets, in order. */
export function Highlighted({ text, ranges }: { text: string; ranges: [number, number][] }) {
  const pieces: ReactNode[] = [];
  let shown = 0;
  for (const [start, end] of ranges) {
    if (start < shown) continue;
    pieces.push(text.slice(shown, start), <mark key={start}>{text.slice(start, end)}</mark>);
    shown = end;
  }
  return (
    <>
      {pieces}
      {text.slice(shown)}
    </>
  );
}
