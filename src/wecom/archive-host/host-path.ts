import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where `npm start` and the image build put the host, below the folder that holds package.json. */
export function defaultHostPath(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, "dist/native/archive-host");
}
