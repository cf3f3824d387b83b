/** A message as the clock sees it; notices and recalled messages are left out before. */
export interface ClockMessage {
  id: string;
  sentAt: Date;
  seq: string;
  from: "customer" | "member";
  senderId: string;
  /** A customer's words that somebody should answer. */
  asks: boolean;
}

export interface Wait {
  sinceAt: Date;
  sinceMessageId: string;
  answer: { at: Date; by: string; messageId: string } | null;
}

/** By time; within a millisecond as the archive numbers them, so that the order of arrival does not matter. */
export function inOrder(a: Pick<ClockMessage, "sentAt" | "seq">, b: Pick<ClockMessage, "sentAt" | "seq">): number {
  const apart = a.sentAt.getTime() - b.sentAt.getTime();
  if (apart !== 0) return apart;
  const seqs = BigInt(a.seq) - BigInt(b.seq);
  return seqs < 0n ? -1 : seqs > 0n ? 1 : 0;
}

/**
 * The rule of the response clock. The first words that want an answer start a wait, later ones do not start it anew; the
 * next word of any member ends it.
 *
 * @param messages in order, all after `open` began. @returns the waits they make or end; only the last can be open.
 */
export function walkWaits(messages: ClockMessage[], open: Wait | null): Wait[] {
  const waits: Wait[] = open ? [open] : [];
  for (const message of messages) {
    const last = waits.at(-1);
    const waiting = last?.answer === null;
    if (message.from === "customer") {
      if (!waiting && message.asks) {
        waits.push({ sinceAt: message.sentAt, sinceMessageId: message.id, answer: null });
      }
    } else if (waiting) {
      const answer = { at: message.sentAt, by: message.senderId, messageId: message.id };
      waits[waits.length - 1] = { ...last, answer };
    }
  }
  return waits;
}
