import { join } from "node:path";

// Plain Node scripts without types: the set-up must run before anything is installed.
const { staleTargets } = require("../scripts/build/build.js") as { staleTargets(names: string[]): unknown[] };
const root = join(__dirname, "..");
let isBuilt: boolean | undefined;

/**
 * Node's arguments to run a program of ours: the compiled one, as in production, while it is what the sources say; else
 * the source, compiled as it loads, which takes two seconds of processor time each time.
 *
 * @param source from the root of the checkout, such as `src/processes/web.ts`.
 */
export function entry(source: string): string[] {
  isBuilt ??= staleTargets(["server"]).length === 0;
  return isBuilt ? [join(root, "dist", source.replace(/\.ts$/, ".js"))] : ["--import", "tsx", join(root, source)];
}
