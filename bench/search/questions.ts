import { type Chance, chances, pick, unlistedName } from "./talk";
import { END, userid, type World } from "./world";

export interface Question {
  /** What kind of word, for the table: `2 common`, `unlisted`, `latin`. */
  kind: string;
  filter: Filter;
  params: Record<string, string>;
}

const filters = ["none", "customer", "member", "dates", "member and dates"] as const;
type Filter = (typeof filters)[number];

const SAMPLE = 100_000;
/** Shares of the messages that hold the word. */
const COMMON = 0.004;
const MID = [0.0002, 0.001] as const;
const WORDS_A_CLASS = 60;
const DAY_MS = 86_400_000;

export interface Words {
  kind: string;
  words: string[];
}

/** Words by length and by how many messages hold them, counted in a sample of the talk. */
export function wordsOf(world: World): Words[] {
  const counts = new Map<string, number>();
  const step = Math.floor(world.messages / SAMPLE);
  for (let i = 1; i <= SAMPLE; i += 1) {
    const { text } = world.message(i * step);
    for (const word of new Set(chineseParts(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const chance = chances(99);
  const classes = [2, 3, 4].flatMap((length) => {
    const longer = (word: string) => (length === 4 ? word.length >= 4 : word.length === length);
    const between = (from: number, to: number) =>
      some(
        chance,
        [...counts].flatMap(([word, n]) => (longer(word) && n >= from * SAMPLE && n <= to * SAMPLE ? [word] : [])),
      );
    const name = length === 4 ? "4+" : String(length);
    return [
      { kind: `${name} common`, words: between(COMMON, 1) },
      { kind: `${name} mid`, words: between(...MID) },
      { kind: `${name} rare`, words: between(1 / SAMPLE, 1 / SAMPLE) },
    ];
  });
  const spread = Array.from({ length: WORDS_A_CLASS }, (_, n) => unlistedName(1_000 + n * 50));
  return [...classes, { kind: "unlisted", words: spread }, { kind: "latin", words: latinWords(world, chance) }];
}

/** All runs of 2 to 6 Chinese characters. */
function chineseParts(text: string): string[] {
  return [...text.matchAll(/[\u4e00-\u9fff]{2,}/g)].flatMap(([run]) =>
    [2, 3, 4, 5, 6].flatMap((length) =>
      Array.from({ length: Math.max(0, run.length - length + 1) }, (_, i) => run.slice(i, i + length)),
    ),
  );
}

/** Models, numbers of orders and of parcels, and parts of them. */
function latinWords(world: World, chance: Chance): string[] {
  const words: string[] = [];
  while (words.length < WORDS_A_CLASS) {
    const found = /[A-Z]+-?\d{3,}[A-Za-z]*|1\d{10}/.exec(
      world.message(Math.floor(chance() * world.messages)).text,
    )?.[0];
    if (found) words.push(words.length % 2 ? found : found.slice(-6));
  }
  return words;
}

function some(chance: Chance, words: string[]): string[] {
  if (words.length === 0) throw new Error("search: the talk has no words of a class");
  return Array.from({ length: WORDS_A_CLASS }, () => pick(chance, words));
}

/** So many questions of every kind of word with every kind of filter. */
export function questionsOf(world: World, words: Words[], each: number): Question[] {
  const chance = chances(7);
  const questions = words.flatMap(({ kind, words: ofKind }) =>
    filters.flatMap((filter) =>
      Array.from({ length: each }, () => ({
        kind,
        filter,
        params: { q: pick(chance, ofKind), ...ask(chance, filter, world) },
      })),
    ),
  );
  // Shuffled: neighbours would otherwise warm each other's pages.
  return questions
    .map((question) => ({ question, place: chance() }))
    .sort((a, b) => a.place - b.place)
    .map(({ question }) => question);
}

function ask(chance: Chance, filter: Filter, world: World): Record<string, string> {
  switch (filter) {
    case "none":
      return {};
    case "customer": {
      // As lively as whoever wrote some message.
      const { thread } = world.message(1 + Math.floor(chance() * world.messages));
      return { externalUserid: thread.externalUserids[0]! };
    }
    case "member":
      return { userid: userid(Math.floor(chance() * 500)) };
    case "dates":
      return dates(chance);
    case "member and dates":
      return { userid: userid(Math.floor(chance() * 500)), ...dates(chance) };
  }
}

function dates(chance: Chance): Record<string, string> {
  const to = END - Math.floor(chance() * 700) * DAY_MS;
  const days = pick(chance, [1, 7, 30, 90]);
  return { from: new Date(to - days * DAY_MS).toISOString(), to: new Date(to).toISOString() };
}
