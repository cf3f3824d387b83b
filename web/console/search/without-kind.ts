type Range = [start: number, end: number];

/** What stands for a message that is not words begins with its kind: 「[文件] 报价单.xlsx」. */
const KIND = /^\[[^\]]{1,12}\]\s*/;

/**
 * The snippet without its kind, which the row shows by itself; with it, where the kind is what was looked for.
 *
 * @param highlights UTF-16 offsets in the snippet, rising.
 */
export function withoutKind(snippet: string, highlights: Range[]): { text: string; highlights: Range[]; cut: boolean } {
  const length = KIND.exec(snippet)?.[0].length ?? 0;
  const first = highlights[0]?.[0] ?? snippet.length;
  if (length === 0 || first < length) return { text: snippet, highlights, cut: false };
  return {
    text: snippet.slice(length),
    highlights: highlights.map(([start, end]) => [start - length, end - length]),
    cut: true,
  };
}
