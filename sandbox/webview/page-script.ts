import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Plain scripts, sent to browsers as they are: neither bundled nor compiled, so they are read from the source tree also by a compiled sandbox. */
const FILES = ["dialogs.js", "bridge.js"];

export function pageScript(): string {
  const folder = join(repositoryRoot(), "sandbox", "webview", "page");
  return FILES.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
}

function repositoryRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("package.json of the repository not found");
    folder = parent;
  }
  return folder;
}
