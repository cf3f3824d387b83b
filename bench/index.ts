import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchRow } from "./row";

/** name → what measures it. Loaded one by one: a measurement should not carry the others' memory. */
const benches: Record<
  string,
  () => Promise<{ run(options: { large: boolean; small: boolean }): Promise<BenchRow[]> }>
> = {
  archive: () => import("./archive/index.js"),
  callbacks: () => import("./callbacks/index.js"),
  reader: () => import("./reader.js"),
  search: () => import("./search/index.js"),
  suggestions: () => import("./suggestions.js"),
};

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const [large, small] = [args.includes("--large"), args.includes("--small")];
  const names = args.filter((arg) => !arg.startsWith("--"));
  const unknown = names.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    throw new Error(`no measurement ${unknown.join(", ")}; there are: ${Object.keys(benches).join(", ")}`);
  }
  for (const name of names.length > 0 ? names : Object.keys(benches)) {
    const { run } = await benches[name]!();
    const rows = await run({ large, small });
    print(rows);
    const folder = join(__dirname, "results");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(rows, null, 2)}\n`);
  }
}

function print(rows: BenchRow[]): void {
  const header = ["name", "value", "unit", "floor", "ratio", "n"];
  const cells = rows.map((row) =>
    [row.name, row.value, row.unit, row.floor, row.ratio, row.n].map((cell) => String(cell ?? "-")),
  );
  const widths = header.map((title, i) => Math.max(title.length, ...cells.map((line) => line[i]!.length)));
  for (const line of [header, ...cells]) console.log(line.map((cell, i) => cell.padEnd(widths[i]!)).join("  "));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
