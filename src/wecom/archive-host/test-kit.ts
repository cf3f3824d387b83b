/** For tests: rows sealed as WeCom seals them, and the stand-in library over a folder of such rows. */
import { execFileSync } from "node:child_process";
import {
  constants,
  createCipheriv,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  randomInt,
} from "node:crypto";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { defaultHostPath } from "./host-path";

export interface SealedRow {
  seq: number | bigint;
  msgid: string;
  publickey_ver: number;
  encrypt_random_key: string;
  encrypt_chat_msg: string;
}

export interface TestKeyPair {
  version: number;
  publicKey: KeyObject;
  privateKey: KeyObject;
  pem: string;
}

export function newKeyPair(version: number): TestKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { version, publicKey, privateKey, pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

/** The layout of `encrypt_chat_msg`: 13 junk | key | junk | first part | junk | rest | junk. */
export function sealRow(
  key: TestKeyPair,
  seq: number | bigint,
  msgid: string,
  plaintext: string,
  { randomKey, chatMsg } = sealMessage(plaintext),
): SealedRow {
  const encrypted = publicEncrypt({ key: key.publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(randomKey));
  return {
    seq,
    msgid,
    publickey_ver: key.version,
    encrypt_random_key: encrypted.toString("base64"),
    encrypt_chat_msg: chatMsg,
  };
}

export function sealMessage(plaintext: string): { randomKey: string; chatMsg: string } {
  const bodyKey = base64Text(32);
  const outerKey = base64Text(32);
  const body = aesEncrypt(bodyKey, Buffer.from(plaintext, "utf8")).toString("base64");
  const before = randomInt(0, 40);
  const after = randomInt(0, 40);
  const split = randomInt(1, Math.floor(body.length / 2));
  const description = describeLayout(bodyKey, before, after, split);
  const parts = [13, outerKey, before, body.slice(0, split), split, body.slice(split), after];
  return {
    randomKey: aesEncrypt(outerKey, description).toString("base64"),
    chatMsg: parts.map((part) => (typeof part === "number" ? base64Text(part) : part)).join(""),
  };
}

/** Passes every check before the library's string surgery, which then cuts beyond the end and aborts the process. */
export function sealPoison(): { randomKey: string; chatMsg: string } {
  const outerKey = base64Text(32);
  const description = describeLayout(base64Text(32), 200, 0, 140);
  return {
    randomKey: aesEncrypt(outerKey, description).toString("base64"),
    chatMsg: base64Text(13) + outerKey + base64Text(255),
  };
}

function describeLayout(bodyKey: string, before: number, after: number, split: number): Buffer {
  return Buffer.concat([
    Buffer.from([0x0a, bodyKey.length]),
    Buffer.from(bodyKey),
    Buffer.from([0x10, ...varint(before), 0x18, ...varint(after), 0x20, ...varint(split)]),
  ]);
}

function aesEncrypt(keyText: string, plaintext: Buffer): Buffer {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", Buffer.from(keyText), iv);
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final()]);
}

function base64Text(length: number): string {
  return randomBytes(length).toString("base64").slice(0, length);
}

function varint(value: number): number[] {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

/**
 * The stand-in library of a sandbox, bound to that sandbox's rows without an environment variable.
 *
 * @returns path of a copy inside `dataDir`.
 */
export function bindLibrary(sdkPath: string, dataDir: string): string {
  const folder = join(dataDir, "archive-library");
  mkdirSync(folder, { recursive: true });
  copyFileSync(sdkPath, join(folder, "libstandin.so"));
  writeFileSync(join(folder, "standin.dir"), dataDir);
  return join(folder, "libstandin.so");
}

/** The folder and library of one make-believe corp; the native parts are built once per machine. */
export class StandIn {
  readonly folder = mkdtempSync(join(tmpdir(), "evergreen-standin-"));
  readonly sdkPath = join(this.folder, "libstandin.so");
  readonly hostPath: string;

  constructor() {
    const root = dirname(dirname(dirname(defaultHostPath())));
    const built = join(root, "var/test/native");
    this.hostPath = join(built, "archive-host");
    execFileSync(process.execPath, [join(root, "native/build.mjs"), this.hostPath]);
    execFileSync(process.execPath, [join(root, "sandbox/archive-sdk/build.mjs"), join(built, "libstandin.so")]);
    copyFileSync(join(built, "libstandin.so"), this.sdkPath);
    writeFileSync(join(this.folder, "standin.dir"), ".");
    writeFileSync(join(this.folder, "rows.jsonl"), "");
  }

  addRows(rows: (SealedRow & { at?: number })[]) {
    const lines = rows.map((row) => JSON.stringify({ ...row, seq: 0 }).replace('"seq":0', `"seq":${row.seq}`));
    appendFileSync(join(this.folder, "rows.jsonl"), lines.map((line) => `${line}\n`).join(""));
  }

  faults(faults: Record<string, unknown>) {
    this.#replace("faults.json", faults);
  }

  settings(settings: { corpid: string; secret: string; clockOffsetMs?: number }) {
    this.#replace("sdk.json", { clockOffsetMs: 0, ...settings });
  }

  /** Written when a host leaves in order: New and Free calls per kind. */
  counters(): Record<string, number> {
    return JSON.parse(readFileSync(join(this.folder, "counters.json"), "utf8"));
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #replace(name: string, content: unknown) {
    const draft = join(this.folder, `${name}.draft`);
    writeFileSync(draft, JSON.stringify(content));
    renameSync(draft, join(this.folder, name));
  }
}
