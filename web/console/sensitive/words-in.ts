const LONGEST = 64;

/** Words out of pasted text, each once. Blanks inside a word stay: 「加 微信」 is a word too. */
export function wordsIn(text: string): { words: string[]; tooLong: string[] } {
  const words = [
    ...new Set(
      text
        .split(/[\n\r\t,，、;；]/)
        .map((word) => word.trim())
        .filter((word) => word !== ""),
    ),
  ];
  return { words, tooLong: words.filter((word) => word.length > LONGEST) };
}
