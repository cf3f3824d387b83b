import { fold } from "./fold";
import { eachGram } from "./grams";
import { compareDocs, DOCS_PER_PAGE, type Doc, encodeDirectory, encodeDocs, PostingWriter } from "./segment-format";
import { type Fact, memberFact, roomFact, type TokenCoder, threadFact, typeFact } from "./tokens";

/** A message as the index takes it in. */
export interface IndexableMessage {
  id: string;
  threadId: string;
  sentAt: Date;
  msgtype: string;
  /** As it was said, not as it is kept. */
  text: string;
  /** The member of a thread of two, else null. */
  userid: string | null;
}

/** A segment before it is a row. */
export interface SegmentImage {
  keyId: number;
  docs: number;
  first: Doc;
  last: Doc;
  minId: number;
  maxId: number;
  directory: Buffer;
  pages: Buffer[];
}

/** Builds the index of some messages, at least one, in memory. */
export function buildSegment(coder: TokenCoder, messages: readonly IndexableMessage[]): SegmentImage {
  const sorted = messages
    .map((message) => ({ message, id: safeId(message.id), atMs: message.sentAt.getTime() }))
    .sort(compareDocs);
  const lists = new Map<number, number[]>();
  const factOfType = remembering(typeFact);
  const factOfMember = remembering(memberFact);
  sorted.forEach(({ message }, ordinal) => {
    const add = (token: number) => {
      const list = lists.get(token);
      if (list === undefined) lists.set(token, [ordinal]);
      else if (list[list.length - 1] !== ordinal) list.push(ordinal);
    };
    eachGram(fold(message.text), (gram) => add(coder.gram(gram)));
    add(factOfType(message.msgtype));
    if (message.userid === null) add(roomFact(message.threadId));
    else {
      add(threadFact(message.threadId));
      add(factOfMember(message.userid));
    }
  });
  const writer = new PostingWriter();
  const tokens = Float64Array.from(lists.keys()).sort();
  for (const token of tokens) writer.add(token, lists.get(token)!);
  const written = writer.finish();
  return {
    keyId: coder.keyId,
    ...describeDocs(sorted),
    directory: encodeDirectory({ docs: sorted.length, docTimes: docTimes(sorted), ...written }),
    pages: [...docPages(sorted), ...written.pages],
  };
}

export function describeDocs(
  sorted: readonly Doc[],
): Pick<SegmentImage, "docs" | "first" | "last" | "minId" | "maxId"> {
  let minId = Number.MAX_SAFE_INTEGER;
  let maxId = 0;
  for (const { id } of sorted) {
    minId = Math.min(minId, id);
    maxId = Math.max(maxId, id);
  }
  return { docs: sorted.length, first: sorted[0]!, last: sorted.at(-1)!, minId, maxId };
}

export function docTimes(sorted: readonly Doc[]): Float64Array {
  const times = new Float64Array(Math.ceil(sorted.length / DOCS_PER_PAGE));
  for (let page = 0; page < times.length; page += 1) times[page] = sorted[page * DOCS_PER_PAGE]!.atMs;
  return times;
}

export function* docPages(sorted: readonly Doc[]): Generator<Buffer> {
  for (let from = 0; from < sorted.length; from += DOCS_PER_PAGE) {
    yield encodeDocs(sorted.slice(from, from + DOCS_PER_PAGE));
  }
}

/** Few are asked for, over and over. */
function remembering(factOf: (what: string) => Fact): (what: string) => Fact {
  const known = new Map<string, Fact>();
  return (what) => {
    const fact = known.get(what) ?? factOf(what);
    known.set(what, fact);
    return fact;
  };
}

/** Our own ids are counted up by the database and stay far below 2^53. */
function safeId(id: string): number {
  const number = Number(id);
  if (!Number.isSafeInteger(number)) throw new Error(`message id ${id} is too large for the search index`);
  return number;
}
