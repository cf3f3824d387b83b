// Builds the archive host: node native/build.mjs <out>
// Does nothing when <out> is newer than the sources. CC picks the compiler (default: cc, gcc or clang).
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error("usage: node native/build.mjs <out>");
  process.exit(2);
}

const files = fs.readdirSync(folder).filter((name) => /\.(c|h)$/.test(name) || name === "build.mjs");
const newest = Math.max(...files.map((name) => fs.statSync(path.join(folder, name)).mtimeMs));
const built = fs.statSync(out, { throwIfNoEntry: false });
if (built && built.mtimeMs > newest) process.exit(0);

const compilers = process.env.CC ? [process.env.CC] : ["cc", "gcc", "clang"];
const compiler = compilers.find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
if (!compiler) {
  console.error("archive host: no C compiler found (Debian/Ubuntu: apt-get install gcc libc6-dev)");
  process.exit(1);
}

fs.mkdirSync(path.dirname(path.resolve(out)), { recursive: true });
// Into place by rename, so that a running host or a second build never sees half a file.
const draft = `${out}.${process.pid}`;
const sources = files.filter((name) => name.endsWith(".c")).map((name) => path.join(folder, name));
const flags = ["-O2", "-Wall", "-Wextra", "-std=c11", "-pthread", "-fstack-protector-strong", "-D_FORTIFY_SOURCE=2"];
const result = spawnSync(compiler, [...flags, "-o", draft, ...sources, "-ldl"], { stdio: "inherit" });
if (result.status !== 0) {
  fs.rmSync(draft, { force: true });
  process.exit(1);
}
fs.renameSync(draft, out);
