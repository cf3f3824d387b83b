import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const root = join(__dirname, "..");
const src = join(root, "src");

/** Lower layers know nothing of the layers above; within one layer capabilities do not know each other, but for `extra`. */
const layers: string[][] = [
  ["platform"],
  // Chinese as people write it: numbers, times, promises, courtesies. Knows nothing of customers.
  ["language"],
  ["wecom"],
  ["staff"],
  ["contacts", "profiles", "media", "conversations", "knowledge", "orders"],
  ["segments", "outreach", "imports", "birthdaytags"],
  [
    "answeralerts",
    "automations",
    "contactways",
    "suggestions",
    "insights",
    "sensitivewords",
    "servicegroups",
    "transfers",
    "followups",
    "retention",
    "surveys",
    "tickets",
    "referrals",
    "loyalty",
  ],
  ["callbacks", "archive", "bot", "reports"],
  // Looks at everything below, and belongs to the machine rather than to the business.
  ["setup"],
  // What is kept and for how long, across all of them.
  ["compliance"],
  ["surfaces"],
  ["processes"],
  ["cli"],
];

/** Edges inside a layer that are meant, and why. */
const extra: Record<string, string[]> = {
  // A thread is between members and contacts, counts its messages into the contact's timeline, and has files.
  conversations: ["contacts", "media"],
  // Fields and imports are about contacts, and what changes goes into the contact's timeline.
  profiles: ["contacts"],
  // A link is shared with a contact, and its opening goes into the contact's timeline.
  knowledge: ["contacts"],
};

/** Files beside the folders: what they may import. */
const topLevel: Record<string, "any" | string[]> = {
  "app.ts": ["platform", "wecom", "events.ts"],
  "events.ts": [],
  "capabilities.ts": "any",
};

interface Import {
  file: string;
  target: string;
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return path.endsWith(".ts") ? [path] : [];
  });
}

function importsOf(path: string): Import[] {
  const text = readFileSync(path, "utf8");
  const found = [...text.matchAll(/(?:from|import|require\()\s*"(\.[^"]*)"/g)].map((match) => match[1]!);
  return found.map((specifier) => ({ file: path, target: resolve(dirname(path), specifier) }));
}

const placeOf = (path: string) => relative(src, path).split("/")[0]!;
const layerOf = (place: string) => layers.findIndex((layer) => layer.includes(place));
const isTest = (path: string) => path.endsWith(".test.ts");

const files = sources(src);
const inner = files.filter((file) => !isTest(file)).flatMap(importsOf);

describe("architecture", () => {
  it("knows every folder of src", () => {
    const unknown = readdirSync(src).filter((name) => layerOf(name) < 0 && !(name in topLevel));
    expect(unknown).toEqual([]);
  });

  it("imports point down only", () => {
    const wrong = inner.filter(({ file, target }) => {
      const from = placeOf(file);
      const to = placeOf(target);
      if (!target.startsWith(src) || from === to) return false;
      if (from in topLevel) {
        const allowed = topLevel[from]!;
        return allowed !== "any" && !allowed.includes(to) && !allowed.includes(`${to}.ts`);
      }
      // The shapes that a process passes by hand; types only, but for the few functions of the composition root.
      if (to === "app" || to === "events") return from === "platform";
      if (to === "capabilities") return !["processes", "cli"].includes(from);
      return layerOf(to) > layerOf(from) || (layerOf(to) === layerOf(from) && !(extra[from] ?? []).includes(to));
    });
    expect(wrong.map(({ file, target }) => `${relative(root, file)} -> ${relative(root, target)}`)).toEqual([]);
  });

  it("reaches another capability through its index only", () => {
    const open = new Set(["platform", "processes"]);
    const wrong = inner.filter(({ file, target }) => {
      const to = placeOf(target);
      if (!target.startsWith(src) || placeOf(file) === to || open.has(to)) return false;
      // A schema may be made of another's shapes: the front ends read both, and an index would lead them to tables.
      if (/\.schema\.ts$/.test(file) && /\.schema(\.ts)?$/.test(target)) return false;
      return relative(src, target).includes("/") && !/\/index(\.ts)?$/.test(target);
    });
    expect(wrong.map(({ file, target }) => `${relative(root, file)} -> ${relative(root, target)}`)).toEqual([]);
  });

  it("keeps src apart from the sandbox, the front ends and the tests", () => {
    const wrong = inner.filter(({ target }) => !target.startsWith(src) && !target.startsWith(join(root, "config")));
    expect(wrong.map(({ file, target }) => `${relative(root, file)} -> ${relative(root, target)}`)).toEqual([]);
  });

  it("lets the sandbox and the front ends import nothing of src but schemas' types", () => {
    const outside = [join(root, "sandbox"), join(root, "web")].flatMap((folder) => sources(folder).flatMap(importsOf));
    const wrong = outside.filter(({ target }) => target.startsWith(src) && !/\.schema(\.ts)?$/.test(target));
    expect(wrong.map(({ file, target }) => `${relative(root, file)} -> ${relative(root, target)}`)).toEqual([]);
  });

  it("reads the environment in one place only", () => {
    const readers = files.filter((file) => !isTest(file) && /process\.env\b/.test(readFileSync(file, "utf8")));
    const allowed = /^src\/(platform\/config\.ts|processes\/|cli\/)/;
    expect(readers.map((file) => relative(root, file)).filter((file) => !allowed.test(file))).toEqual([]);
  });

  it("keeps the wall clock out of the business: rules take app.now()", () => {
    const business = new Set(layers.slice(3, 8).flat());
    const wrong = files.filter(
      (file) =>
        !isTest(file) && business.has(placeOf(file)) && /\bDate\.now\(\)|new Date\(\)/.test(readFileSync(file, "utf8")),
    );
    const allowed = new Set([
      // Sessions and token use are in real time: moving the business clock must not sign people out.
      "src/staff/sessions.ts",
      "src/staff/api-tokens.ts",
    ]);
    expect(wrong.map((file) => relative(root, file)).filter((file) => !allowed.has(file))).toEqual([]);
  });
});
