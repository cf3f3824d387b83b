const MAX_QUOTE = 60;

/** Splits what was said into sentences; each keeps its closing mark, because a question is known by it. */
export function sentencesOf(text: string): string[] {
  const parts = text.match(/[^。！？；!?;\n]+[。！？；!?;]*/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => /[\p{L}\p{N}]/u.test(part));
}

/** The speaker's own words, shortened for a line; never rephrased. */
export function quote(sentence: string): string {
  const trimmed = sentence.replace(/[。；;]+$/, "").trim();
  return trimmed.length > MAX_QUOTE ? `${trimmed.slice(0, MAX_QUOTE - 1)}…` : trimmed;
}

/** Two sentences that differ in marks and particles only are one. */
export function sameWords(sentence: string): string {
  return sentence.replace(/[\p{P}\p{S}\s]|[呢啊呀哦吧嘛哈]/gu, "").toLowerCase();
}

export function hasAny(sentence: string, words: readonly string[]): boolean {
  return words.some((word) => sentence.includes(word));
}
