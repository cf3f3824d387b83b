/**
 * The notation of the dialogue scripts (scripts/*.ts):
 *
 *     # name | stage | dept | product tag or months=6,7
 *     c one phrasing / another phrasing / a third
 *     m with a [choice|choice inside] and a {slot}
 *     c @image:sink
 *     ...
 *
 * `c` is the customer and `m` the member of a single chat; in groups `a` is the owner, `b` a colleague, digits are
 * customers. `...` means that the talk goes on the next morning. `@kind:detail` sends something else than text.
 * Stages: 0 just added, 1 first question, 2 weighing up, 3 order, 4 installation, 5 in use, 6 among acquaintances,
 * 9 of today and still waiting for somebody; g for groups.
 */
export interface Turn {
  speaker: string;
  phrasings: string[];
  /** The talk paused over night before this line. */
  nextDay: boolean;
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

export function parseScripts(text: string): Script[] {
  const scripts: Script[] = [];
  let nextDay = false;
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "") continue;
    if (line.startsWith("# ")) {
      scripts.push(parseHeader(line));
      continue;
    }
    if (line.startsWith("...")) {
      nextDay = true;
      continue;
    }
    const turn = /^([cmab1-9]) (.+)$/.exec(line);
    const script = scripts.at(-1);
    if (!turn || !script) throw new Error(`not a line of a script: ${line}`);
    const phrasings = (turn[2] as string).split(" / ").map((phrasing) => phrasing.trim());
    script.turns.push({ speaker: turn[1] as string, phrasings, nextDay });
    nextDay = false;
  }
  return scripts;
}
