import { fc } from "../../../test/property";
import { buildSegment } from "./build-segment";
import { compareDocs, type Doc, decodeDirectory, docsAt } from "./segment-format";
import { SegmentReading } from "./segment-reading";
import { pageKey, type SegmentRow } from "./segment-rows";
import { memberFact, plainCoder, roomFact } from "./tokens";

/** Enough for lists of many pages; every word stands in its own share of the messages. */
const MESSAGES = 60_000;
const WORDS: [word: string, every: number][] = [
  ["甲", 1],
  ["乙", 2],
  ["丙", 3],
  ["丁", 7],
  ["戊", 97],
  ["己", 5_003],
  ["庚", 59_999],
];
const ROOMS = 400;
const AT = Date.parse("2026-01-01");

/** Without a pattern that two words could share. */
const chance = (n: number) => (Math.imul(n + 1, 0x9e3779b1) >>> 0) ^ (Math.imul(n + 7, 0x85ebca6b) >>> 5);
const messages = Array.from({ length: MESSAGES }, (_, n) => ({
  id: String(n + 1),
  threadId: String(n % 10 === 0 ? 1 + (chance(n) % ROOMS) : 1_000 + (n % 500)),
  sentAt: new Date(AT + n * 1_000),
  msgtype: "text",
  text: WORDS.flatMap(([word, every], i) => (chance(n * 8 + i) % every === 0 ? [word] : [])).join(" "),
  userid: n % 10 === 0 ? null : `u${n % 500}`,
}));
const image = buildSegment(plainCoder, messages);
const directory = decodeDirectory(image.directory);
const row: SegmentRow = {
  id: "1",
  keyId: 0,
  docs: image.docs,
  firstMs: image.first.atMs,
  lastMs: image.last.atMs,
  minId: image.minId,
  maxId: image.maxId,
};
const pagesOf = (ranges: { first: number; last: number }[]) =>
  new Map(
    ranges.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, i) => [pageKey("1", first + i), image.pages[first + i]!] as const),
    ),
  );
const docOf = (ordinal: number): Doc => docsAt(image.pages[Math.floor(ordinal / 1_024)]!, [ordinal % 1_024])[0]!;

interface Asked {
  words: number[];
  rooms: number | null;
  from: number;
  until: number;
  step: number;
  budget: number;
}

const rooms = (count: number) => Array.from({ length: count }, (_, i) => 1 + i * 2).filter((id) => id <= ROOMS);

/** As a search does it: what is held first, then on. */
function read({ words, rooms: count, from, until, step, budget }: Asked): number[] {
  const facts = count === null ? [] : [[memberFact("u3"), ...rooms(count).map((id) => roomFact(String(id)))]];
  const reading = new SegmentReading(row, directory, plainCoder, {
    grams: words.map((i) => WORDS[i]![0].codePointAt(0)!),
    facts,
    fromMs: AT + from * 1_000,
    latestMs: AT + until * 1_000,
  });
  reading.takeFirst(pagesOf(reading.firstRanges()));
  const taken: number[] = [];
  while (reading.held > 0 || !reading.exhausted) {
    if (reading.held < step && !reading.exhausted) reading.takeNext(pagesOf(reading.nextRanges(budget)));
    const bound = reading.newestMs;
    const some = reading.take(step);
    if (some[0] !== undefined) expect(docOf(some[0]).atMs).toBeLessThanOrEqual(bound);
    taken.push(...some);
  }
  return taken;
}

function scan({ words, rooms: count, from, until }: Asked): number[] {
  const here = new Set(count === null ? [] : rooms(count).map(String));
  return messages.flatMap(({ text, threadId, userid }, n) => {
    const fits = words.every((i) => text.includes(WORDS[i]![0])) && n >= from && n <= until;
    return fits && (count === null || userid === "u3" || (userid === null && here.has(threadId))) ? [n] : [];
  });
}

describe("reading a segment", () => {
  it("gives everything that fits, newest first, however little is read at a time", () => {
    const Word = fc.integer({ min: 0, max: WORDS.length - 1 });
    const Time = fc.integer({ min: 0, max: MESSAGES });
    const AskedFor = fc.record({
      words: fc.uniqueArray(Word, { minLength: 1, maxLength: 3 }),
      rooms: fc.constantFrom(null, 0, 3, 150),
      from: fc.oneof(fc.constant(0), Time),
      until: fc.oneof(fc.constant(MESSAGES), Time),
      step: fc.constantFrom(25, 900, 20_000),
      budget: fc.constantFrom(1, 4, 64),
    });
    let compared = 0;
    fc.assert(
      fc.property(AskedFor, (asked) => {
        const taken = read(asked);
        expect(taken).toEqual([...new Set(taken)].sort((a, b) => b - a));
        const wanted = scan(asked);
        compared += wanted.length;
        // What is given may be too much; the texts decide.
        const given = new Set(taken);
        expect(wanted.filter((ordinal) => !given.has(ordinal))).toEqual([]);
      }),
      { numRuns: process.env.JEST_LONG ? 500 : 50 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  it("reads of a word in every second message, and of one in all, only the newest pages", () => {
    const reading = new SegmentReading(row, directory, plainCoder, {
      grams: ["甲", "乙"].map((word) => word.codePointAt(0)!),
      facts: [],
      fromMs: Number.NEGATIVE_INFINITY,
      latestMs: Number.POSITIVE_INFINITY,
    });
    expect(reading.firstRanges()).toEqual([]);
    const ranges = reading.nextRanges(4);
    const read = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    expect(read).toBeLessThanOrEqual(6);
    reading.takeNext(pagesOf(ranges));
    expect(reading.held).toBeGreaterThan(100);
    expect(reading.take(1)[0]).toBeGreaterThan(MESSAGES - 50);
  });

  it("gives exactly those with the words when no time cuts a page and no fact is left to the texts", () => {
    for (const words of [[0], [1, 2], [1, 3, 4], [2, 5]]) {
      const asked = { words, rooms: null, from: 0, until: MESSAGES, step: 500, budget: 2 };
      expect(read(asked)).toEqual(scan(asked).reverse());
    }
  });

  it("knows the messages of a page by their places", () => {
    const docs = [5, 3, 1_000].map((place) => docsAt(image.pages[1]!, [place])[0]!);
    expect(docsAt(image.pages[1]!, [5, 3, 1_000])).toEqual([...docs].sort(compareDocs));
  });
});
