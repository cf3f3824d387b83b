import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repoRoot } from "./pages/static";

/**
 * Builds the stand-in archive library beside the data directory when needed, and puts a copy into it that reads just
 * this directory: two sandboxes may share the place where they build, never their rows.
 *
 * @returns its path, or null, with one warning, when it cannot be built.
 */
export function archiveLibrary(dataDir: string): string | null {
  const script = join(repoRoot(), "sandbox", "archive-sdk", "build.mjs");
  const built = join(dirname(dataDir), "libstandin.so");
  if (!existsSync(script)) return warn("the build script is missing");
  const { status, stderr, error } = spawnSync(process.execPath, [script, built], { encoding: "utf8" });
  if (status !== 0) return warn(error?.message ?? stderr.trim().split("\n")[0] ?? `exit status ${status}`);
  const library = join(dataDir, "libstandin.so");
  copyFileSync(built, `${library}.new`);
  renameSync(`${library}.new`, library); // a process may hold the old one open
  writeFileSync(join(dataDir, "standin.dir"), ".");
  return library;
}

function warn(reason: string): null {
  console.warn(`sandbox: no stand-in archive library (${reason}); sdkPath is null`);
  return null;
}
