import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

/** Parsed files by path; a changed file is read again, so an operator's edit counts at once. */
const parsed = new Map<string, { mtimeMs: number; value: unknown }>();

/**
 * A file of `config/` that an operator edits, checked against its schema.
 *
 * @throws when it is missing or wrong; the message names the file and what is wrong in it.
 */
export function readOperatorFile<S extends z.ZodType>(name: string, schema: S): z.output<S> {
  const path = join(root, "config", name);
  const { mtimeMs } = statSync(path);
  const known = parsed.get(path);
  if (known?.mtimeMs === mtimeMs) return known.value as z.output<S>;
  const result = schema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!result.success) throw new Error(`config/${name}:\n${z.prettifyError(result.error)}`);
  parsed.set(path, { mtimeMs, value: result.data });
  return result.data;
}

const root = rootFolder();

/** The checkout, whether this runs from src/ or from dist/src/. */
function rootFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  return process.cwd();
}
