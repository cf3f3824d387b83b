import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Config } from "../platform/config";
import { ArchiveKeyError } from "./archive.errors";

/** publickey_ver → private key. Old versions stay: rows of any age may come back. */
export type ArchiveKeys = ReadonlyMap<number, KeyObject>;

interface KeyEntry {
  version: number;
  path: string;
}

/** The listed keys, and those that lie where a pattern says. A listed version wins over a found one. */
export function archiveKeyEntries({ keys, keyPatterns }: Pick<Config["archive"], "keys" | "keyPatterns">): KeyEntry[] {
  const listed = new Set(keys.map(({ version }) => version));
  return [...keys, ...keyPatterns.flatMap(findKeys).filter(({ version }) => !listed.has(version))];
}

function findKeys(pattern: string): KeyEntry[] {
  const [before = "", after = ""] = basename(pattern).split("*");
  let names: string[];
  try {
    names = readdirSync(dirname(pattern));
  } catch {
    return []; // no such folder yet: no keys yet
  }
  return names.flatMap((name) => {
    if (!name.startsWith(before) || !name.endsWith(after)) return [];
    const version = name.slice(before.length, name.length - after.length);
    return /^[1-9]\d{0,8}$/.test(version) ? [{ version: Number(version), path: join(dirname(pattern), name) }] : [];
  });
}

/** Changes whenever a key file comes, goes or is written anew; reads none of them. */
export function keyFilesStamp(entries: KeyEntry[]): string {
  const stamps = entries.map(({ version, path }) => {
    const file = statSync(path, { throwIfNoEntry: false });
    return `${version}:${path}:${file?.mtimeMs ?? "none"}:${file?.size ?? 0}:${file?.ino ?? 0}`;
  });
  return stamps.sort().join("\n");
}

/** Tells whether keys are those that parked rows have been tried with; tells nothing about them. */
export function keysMark(keys: ArchiveKeys): string {
  const hash = createHash("sha256");
  for (const [version, key] of [...keys].sort(([a], [b]) => a - b)) {
    hash.update(`${version}:`).update(createPublicKey(key).export({ type: "spki", format: "der" }));
  }
  return hash.digest("hex").slice(0, 32);
}

/** @throws {ArchiveKeyError} naming version and problem, never the content. */
export function loadArchiveKeys(entries: KeyEntry[]): ArchiveKeys {
  const keys = new Map<number, KeyObject>();
  for (const { version, path } of entries) {
    if (keys.has(version)) throw new ArchiveKeyError(version, "it is given twice");
    keys.set(version, readKey(version, path));
  }
  return keys;
}

function readKey(version: number, path: string): KeyObject {
  let pem: string;
  try {
    pem = readFileSync(path, "utf8");
  } catch (error) {
    throw new ArchiveKeyError(version, `cannot read ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new ArchiveKeyError(version, `${path} is not a private key in PEM form`);
  }
  if (key.asymmetricKeyType !== "rsa") throw new ArchiveKeyError(version, `${path} is not an RSA key`);
  return key;
}
