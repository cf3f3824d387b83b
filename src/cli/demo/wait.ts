/** Asks until there is an answer. @returns it, and how long that took. */
export async function waitFor<T>(
  what: string,
  timeoutMs: number,
  ask: () => Promise<T | null | undefined | false>,
): Promise<{ value: T; tookMs: number }> {
  const startedAt = performance.now();
  for (;;) {
    const value = await ask();
    const tookMs = Math.round(performance.now() - startedAt);
    if (value) return { value, tookMs };
    if (tookMs > timeoutMs) throw new Error(`${what}: not within ${timeoutMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

export function expectThat(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`expected: ${what}`);
}
