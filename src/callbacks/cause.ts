/** How the work of a callback is told from other work: by what it was asked for. */
export const CAUSE = "callback:";

export function causeOf(callbackId: string): string {
  return CAUSE + callbackId;
}

/** SQL for the callback's id in a column of causes. */
export function causeId(column: string): string {
  return `CAST(SUBSTRING(${column}, ${CAUSE.length + 1}) AS UNSIGNED)`;
}
