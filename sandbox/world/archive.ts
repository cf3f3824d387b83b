import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encryptMessage } from "./archive-crypto";
import { findMember } from "./corp";
import { randomDigits } from "./ids";
import { schedule } from "./schedule";
import type { World } from "./world";

export interface ArchiveKey {
  ver: number;
  publicKey: string;
  privateKey: string;
}

export interface Consent {
  agree: boolean;
  at: number;
}

export interface ArchiveState {
  keys: ArchiveKey[];
  mode: "assumed" | "asked";
  /** Members whose chats are kept. */
  range: string[];
  /** Key: userid|external_userid, or chat_id|external_userid for a group. */
  consents: Record<string, Consent>;
  seq: number;
  lastNotifyMs: number;
  notifyDue: boolean;
}

export const NOTIFY_AGENT_ID = 2000004;
const NOTIFY_EVERY_MS = 15_000;

export function newArchiveKey(ver: number): ArchiveKey {
  const pair = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return { ver, publicKey: pair.publicKey, privateKey: pair.privateKey };
}

export const emptyArchive = (range: string[]): ArchiveState => ({
  keys: [newArchiveKey(1)],
  mode: "assumed",
  range,
  consents: {},
  seq: 0,
  lastNotifyMs: 0,
  notifyDue: false,
});

export const isArchived = (world: World, userid: string): boolean => {
  const member = findMember(world, userid);
  return member !== undefined && world.state.archive.range.includes(member.userid);
};

/** `partner` is the member of a single chat, or the chat_id of a group. */
export function consentOf(world: World, partner: string, externalUserid: string): Consent | undefined {
  return world.state.archive.consents[`${partner}|${externalUserid}`];
}

/** Groups have no consent of their own here unless one was given; then what the customer told any member counts. */
export function consentInGroup(world: World, chatId: string, externalUserid: string): Consent | undefined {
  const own = consentOf(world, chatId, externalUserid);
  if (own) return own;
  const suffix = `|${externalUserid}`;
  const { consents } = world.state.archive;
  const key = Object.keys(consents).find((name) => name.endsWith(suffix) && consents[name]?.agree);
  return key === undefined ? undefined : consents[key];
}

/** In mode `assumed` a customer who has said nothing counts as agreed. */
export const agreed = (world: World, consent: Consent | undefined): boolean =>
  consent?.agree ?? world.state.archive.mode === "assumed";

export interface ArchivedMessage {
  from: string;
  tolist: string[];
  roomid: string;
  msgtype: string;
  content: unknown;
  external: boolean;
  atMs: number;
  action?: "send" | "recall";
  /** Known beforehand when another message refers to it. */
  msgid?: string;
}

export const newMsgid = (atMs: number, external: boolean): string =>
  `${randomDigits(19)}_${atMs}${external ? "_external" : ""}`;

/** Message types whose payload stands under another key than their name. */
const PAYLOAD_KEYS: Record<string, string> = {
  external_redpacket: "redpacket",
  meeting_notification: "info",
  docmsg: "doc",
  markdown: "info",
  news: "info",
  voiptext: "info",
  qydiskfile: "info",
  note: "info",
};
const CALL_IDS: Record<string, string> = { meeting_voice_call: "voiceid", voip_doc_share: "voipid" };

export function payloadOf(msgtype: string, content: unknown): Record<string, unknown> {
  const key = PAYLOAD_KEYS[msgtype] ?? msgtype;
  if (typeof content === "string") return { [key]: { content } };
  const callId = CALL_IDS[msgtype];
  if (callId !== undefined && isRecord(content) && callId in content) {
    const { [callId]: id, ...rest } = content;
    return { [callId]: id, [key]: rest };
  }
  return { [key]: content };
}

/** Ids beyond 2^53 come in as text and leave as bare numbers, as WeCom writes them. */
const bareBigIds = (json: string): string => json.replace(/"(meetingid|meeting_id)":"(\d{1,20})"/g, '"$1":$2');

function rowOf(world: World, key: ArchiveKey, publicKey: KeyObject, message: ArchivedMessage) {
  const msgid = message.msgid ?? newMsgid(message.atMs, message.external);
  const seq = ++world.state.archive.seq;
  const json = bareBigIds(
    JSON.stringify({
      msgid,
      action: message.action ?? "send",
      from: message.from,
      tolist: message.tolist,
      roomid: message.roomid,
      msgtime: message.atMs,
      msgtype: message.msgtype,
      ...payloadOf(message.msgtype, message.content),
    }),
  );
  const sealed = encryptMessage(publicKey, json);
  const row = {
    seq,
    msgid,
    publickey_ver: key.ver,
    encrypt_random_key: sealed.randomKey,
    encrypt_chat_msg: sealed.message,
    at: message.atMs,
  };
  return { msgid, seq, line: `${JSON.stringify(row)}\n` };
}

const publicKeys = new WeakMap<ArchiveKey, KeyObject>();

function publicKeyOf(key: ArchiveKey): KeyObject {
  const parsed = publicKeys.get(key) ?? createPublicKey(key.publicKey);
  publicKeys.set(key, parsed);
  return parsed;
}

export const rowsPath = (world: World): string => join(world.dataDir, "rows.jsonl");

/** Where the archive library looks for the bytes of an sdkfileid. */
export function archivedMediaPath(world: World, sdkfileid: string): string {
  const pieces =
    Buffer.from(sdkfileid)
      .toString("hex")
      .match(/.{1,240}/g) ?? [];
  return join(world.dataDir, "media", pieces.join("_/")); // a file name holds 255 bytes; ids may be longer
}

export function keepArchivedMedia(world: World, sdkfileid: string, bytes: Buffer): void {
  const path = archivedMediaPath(world, sdkfileid);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** Writes the rows before it returns: whoever is told the msgid can pull the row. */
export function archiveMessages(world: World, messages: ArchivedMessage[]): { msgid: string; seq: number }[] {
  const key = world.state.archive.keys.at(-1)!;
  const publicKey = publicKeyOf(key);
  const rows = messages.map((message) => rowOf(world, key, publicKey, message));
  if (!existsSync(rowsPath(world))) writeFileSync(rowsPath(world), "");
  appendFileSync(rowsPath(world), rows.map((row) => row.line).join(""));
  return rows;
}

/** "Pull now": at most one each 15 s; what comes in between waits for the next. */
export function notifyArchive(world: World, send: () => void): void {
  const { archive } = world.state;
  const nextMs = archive.lastNotifyMs + NOTIFY_EVERY_MS;
  if (nextMs <= world.nowMs()) {
    archive.lastNotifyMs = world.nowMs();
    send();
  } else if (!archive.notifyDue) {
    archive.notifyDue = true;
    schedule(world, { atMs: nextMs, kind: "archive-notify", ref: "" });
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
