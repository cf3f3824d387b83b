/**
 * Builds the stand-in archive library: `node sandbox/archive-sdk/build.mjs <outfile.so>`.
 * Does nothing when the file is newer than every source. CC names another compiler.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function findCompiler() {
  const wanted = process.env.CC ? [process.env.CC] : ["cc", "gcc"];
  const found = wanted.find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
  if (found) return found;
  return fail(
    `The stand-in archive library needs a C compiler (looked for ${wanted.join(", ")}). ` +
      "Install one, for example with: apt-get install gcc libc6-dev",
  );
}

const folder = dirname(fileURLToPath(import.meta.url));
const [outName] = process.argv.slice(2);
if (!outName) fail("usage: node sandbox/archive-sdk/build.mjs <outfile.so>");
const out = resolve(outName);

const inputs = readdirSync(folder).filter((name) => /\.[ch]$/.test(name) && name !== "testdriver.c");
const sources = inputs.filter((name) => name.endsWith(".c")).map((name) => join(folder, name));
const newest = Math.max(...[...inputs, "build.mjs"].map((name) => statSync(join(folder, name)).mtimeMs));
const built = statSync(out, { throwIfNoEntry: false });

if (!built || built.mtimeMs < newest) {
  const compiler = findCompiler();
  // A process may hold the old file open, and two builds may run at once: compile aside, then swap.
  const draft = `${out}.${process.pid}`;
  mkdirSync(dirname(out), { recursive: true });
  const flags = ["-std=gnu11", "-shared", "-fPIC", "-fvisibility=hidden", "-O2", "-Wall", "-Wextra"];
  const run = spawnSync(compiler, [...flags, "-o", draft, ...sources, "-lpthread", "-ldl"], { stdio: "inherit" });
  if (run.status !== 0) {
    rmSync(draft, { force: true });
    fail(`${compiler} could not build ${out}`);
  }
  renameSync(draft, out);
}
