import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { ArchiveKeyError } from "./archive.errors";

/** publickey_ver → private key. Old versions stay: rows of any age may come back. */
export type ArchiveKeys = ReadonlyMap<number, KeyObject>;

/** @throws {ArchiveKeyError} naming version and problem, never the content. */
export function loadArchiveKeys(entries: { version: number; path: string }[]): ArchiveKeys {
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
