const MAX_NAME = 30;

/** Names as people type them: one a line, or with commas of either width; each once. */
export function namesIn(text: string): { names: string[]; tooLong: string[] } {
  const names = [
    ...new Set(
      text
        .split(/[\n,，、;；]/)
        .map((name) => name.trim())
        .filter((name) => name !== ""),
    ),
  ];
  return { names, tooLong: names.filter((name) => [...name].length > MAX_NAME) };
}
