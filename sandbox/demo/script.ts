/**
 * The notation of the dialogue scripts (scripts/*.ts):
 *
 *     # name | stage | dept | product tag or months=6,7
 *     c one phrasing / another phrasing / a third
 *     m <1>an answer to the first / <23>one to the others, with a [choice|choice] and a {slot}
 *     c @image:sink
 *     ...
 *
 * `c` is the customer and `m` the member of a single chat; in groups `a` is the owner, `b` a colleague, digits are
 * customers. `<12>` binds a phrasing to what was said in the turn before (lone `@` turns do not count).
 * `...` means that the talk goes on the next morning. `@kind:detail` sends something else than text.
 *
 * Stages: 0 just added, 1 first question, 2 weighing up, 3 order, 4 installation, 7 first days of use, 8 called off,
 * 5 long in use, 6 among acquaintances, 9 of today and still waiting for somebody; g for groups.
 */
export interface Phrasing {
  text: string;
  /** Fits only after these phrasings (counted from 1) of the turn it follows; null: after all. */
  after: number[] | null;
}

export interface Turn {
  speaker: string;
  phrasings: Phrasing[];
  /** The talk paused over night before this line. */
  nextDay: boolean;
  /** The turn that `after` speaks of. */
  follows: number | null;
}

export interface Script {
  name: string;
  stage: number | "group";
  dept: "sales" | "service" | "any";
  /** What the customer is interested in after this talk. */
  tag: string | null;
  /** Months (1 to 12) in which the talk makes sense; empty: always. */
  months: number[];
  turns: Turn[];
}

function parseHeader(line: string): Script {
  const [name = "", stage = "", dept = "any", extra = ""] = line
    .slice(1)
    .split("|")
    .map((part) => part.trim());
  const group = stage === "g";
  const option = group ? dept : extra;
  const months = option.startsWith("months=") ? option.slice(7).split(",").map(Number) : [];
  return {
    name,
    stage: group ? "group" : Number(stage),
    dept: group || (dept !== "sales" && dept !== "service") ? "any" : dept,
    tag: option !== "" && months.length === 0 && !group ? option : null,
    months,
    turns: [],
  };
}

function parsePhrasing(text: string): Phrasing {
  const bound = /^<(\d+)>(.*)$/.exec(text.trim());
  if (!bound) return { text: text.trim(), after: null };
  return { text: (bound[2] as string).trim(), after: [...(bound[1] as string)].map(Number) };
}

const isLoneCommand = (turn: Turn) => turn.phrasings.length === 1 && turn.phrasings[0]?.text.startsWith("@");

/** Each phrasing of the turn before must have an answer. */
function assertAnswered(script: Script, turn: Turn): void {
  const before = turn.follows === null ? null : script.turns[turn.follows];
  const bound = turn.phrasings.some((phrasing) => phrasing.after !== null);
  if (bound && !before) throw new Error(`${script.name}: nothing to follow`);
  before?.phrasings.forEach((said, index) => {
    if (!turn.phrasings.some(({ after }) => after === null || after.includes(index + 1))) {
      throw new Error(`${script.name}: nothing is said after: ${said.text}`);
    }
  });
}

export function parseScripts(text: string): Script[] {
  const scripts: Script[] = [];
  let nextDay = false;
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "") continue;
    if (line.startsWith("# ")) {
      scripts.push(parseHeader(line));
      continue;
    }
    if (line === "...") {
      nextDay = true;
      continue;
    }
    const found = /^([cmab1-9]) (.+)$/.exec(line);
    const script = scripts.at(-1);
    if (!found || !script) throw new Error(`not a line of a script: ${line}`);
    const phrasings = (found[2] as string).split(" / ").map(parsePhrasing);
    const follows = script.turns.findLastIndex((turn) => !isLoneCommand(turn));
    const turn = { speaker: found[1] as string, phrasings, nextDay, follows: follows < 0 ? null : follows };
    assertAnswered(script, turn);
    script.turns.push(turn);
    nextDay = false;
  }
  return scripts;
}
