import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { repoRoot } from "./pages/static";

/** Builds the stand-in archive library when needed. Null, with one warning, when it cannot be built. */
export function archiveLibrary(dataDir: string): string | null {
  const script = join(repoRoot(), "sandbox", "archive-sdk", "build.mjs");
  const library = join(dirname(dataDir), "libstandin.so");
  if (!existsSync(script)) return warn("the build script is missing");
  const { status, stderr, error } = spawnSync(process.execPath, [script, library], { encoding: "utf8" });
  if (status === 0 && existsSync(library)) return library;
  return warn(error?.message ?? stderr.trim().split("\n")[0] ?? `exit status ${status}`);
}

function warn(reason: string): null {
  console.warn(`sandbox: no stand-in archive library (${reason}); sdkPath is null`);
  return null;
}
