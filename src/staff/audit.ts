import { createHash } from "node:crypto";
import type { Actor, App } from "../app";
import { affectedRows, isDuplicateKey, type Tx } from "../platform/db";
import { sameText, sign } from "../platform/secrets";
import { AuditEntry } from "./audit-entry.entity";
import { AuditHead } from "./audit-head.entity";

const GENESIS = "0".repeat(64);
/** Two processes can write a corp's very first entry at once. */
const TRIES = 3;
const SUBJECT_LENGTH = 191;

type Link = Pick<AuditEntry, "corpId" | "position" | "atMs" | "actor" | "action" | "subject" | "previousHash">;
type End = Pick<AuditHead, "corpId" | "position" | "hash" | "sincePosition">;

function hashOf(link: Link): string {
  const fields = [link.corpId, link.position, link.atMs, link.actor, link.action, link.subject, link.previousHash];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

function signatureOf(app: App, end: End): string {
  return sign(app.config.secret, "audit head", JSON.stringify([end.corpId, end.position, end.hash, end.sincePosition]));
}

/** Where this process saw each corp's chain end: right nearly always, and nothing is lost when it is not. */
const lastEnds = new WeakMap<App, Map<string, End>>();

/**
 * Appends to the corp's chain and moves its signed head, in one transaction. Writers wait for each other at the head's row.
 * Call it before what it is about is shown or done.
 */
export async function recordAudit(app: App, actor: Actor, entry: { action: string; subject: string }): Promise<void> {
  const { corpId } = actor;
  const ends = lastEnds.get(app) ?? new Map<string, End>();
  lastEnds.set(app, ends);
  for (let attempt = 1; ; attempt += 1) {
    try {
      ends.set(corpId, await app.db.transaction((tx) => append(app, tx, actor, entry, ends.get(corpId))));
      return;
    } catch (error) {
      if (!isDuplicateKey(error) || attempt >= TRIES) throw error;
    }
  }
}

async function append(
  app: App,
  tx: Tx,
  actor: Actor,
  entry: { action: string; subject: string },
  seen: End | undefined,
): Promise<End> {
  const { corpId } = actor;
  const link = (end: End): Link => ({
    corpId,
    position: String(BigInt(end.position) + 1n),
    atMs: String(app.now().getTime()),
    actor: actor.userid,
    action: entry.action,
    // Half of a character would come back from the database as another one, and the chain would seem broken.
    subject: entry.subject.slice(0, SUBJECT_LENGTH).replace(/[\uD800-\uDBFF]$/, ""),
    previousHash: end.hash,
  });
  if (seen) {
    // Every search waits for this: a statement less, and none through the object mapper.
    const next = link(seen);
    const moved = await moveHead(app, tx, seen, next);
    if (moved) return moved;
  }
  const head = await tx.findOne(AuditHead, { where: { corpId }, lock: { mode: "pessimistic_write" } });
  if (head) {
    const moved = await moveHead(app, tx, head, link(head));
    if (moved) return moved;
  }
  const end = await endOfEntries(tx, corpId);
  const first = link(end);
  const next = endAt(first, end.sincePosition);
  await insertEntry(tx, first, next.hash);
  await tx.insert(AuditHead, { ...next, signature: signatureOf(app, next) });
  return next;
}

/** @returns null when the chain does not end there (any more); nothing is written then. */
async function moveHead(app: App, tx: Tx, from: End, link: Link): Promise<End | null> {
  const next = endAt(link, from.sincePosition);
  const moved: unknown = await tx.query(
    `UPDATE audit_heads SET position = ?, hash = ?, signature = ?
     WHERE corp_id = ? AND position = ? AND hash = ? AND since_position = ?`,
    [next.position, next.hash, signatureOf(app, next), from.corpId, from.position, from.hash, from.sincePosition],
  );
  if (affectedRows(moved) === 0) return null;
  await insertEntry(tx, link, next.hash);
  return next;
}

function endAt(link: Link, sincePosition: string): End {
  return { corpId: link.corpId, position: link.position, hash: hashOf(link), sincePosition };
}

async function insertEntry(tx: Tx, link: Link, hash: string): Promise<void> {
  const { corpId, position, atMs, actor, action, subject, previousHash } = link;
  await tx.query(
    "INSERT INTO audit_entries (corp_id, position, at_ms, actor, action, subject, previous_hash, hash) VALUES (?)",
    [[corpId, position, atMs, actor, action, subject, previousHash, hash]],
  );
}

async function endOfEntries(tx: Tx, corpId: string): Promise<End> {
  const last = await tx.findOne(AuditEntry, { where: { corpId }, order: { position: "DESC" } });
  const position = last?.position ?? "0";
  return { corpId, position, hash: last?.hash ?? GENESIS, sincePosition: position };
}

export interface AuditReport {
  entries: number;
  /** The last entry as it stands now: write both down elsewhere, and {@link inspectAuditChain} can be asked for them later. */
  end: { position: string; hash: string };
  /** Entries up to here are older than the first head: that none of them was cut off then, no head can tell. */
  headSince: string;
  broken: {
    position: string;
    /**
     * `changed`: the entry is not what was written. `missing`: it was taken out. `truncated`: the chain ends before its head.
     * `head`: the head itself was changed or removed. `anchor`: the chain is not the one whose end was written down elsewhere.
     */
    reason: "changed" | "missing" | "truncated" | "head" | "anchor";
  } | null;
}

/**
 * Reads the whole chain, in pages, against itself, against its signed head and, when given, against an end written down elsewhere.
 *
 * It does not catch someone who can write the database **and** holds EVERGREEN_SECRET, nor an old head put back together with
 * the entries of its time; an anchor kept outside (the hourly log line `audit anchor`) shows both.
 */
export async function inspectAuditChain(
  app: App,
  corpId: string,
  anchor?: { position: string; hash: string },
): Promise<AuditReport> {
  // First, so that entries written meanwhile only make the chain longer than its head.
  const head = await app.db.getRepository(AuditHead).findOneBy({ corpId });
  let end = { position: "0", hash: GENESIS };
  let hashAtHead = GENESIS;
  const report = (broken: AuditReport["broken"]): AuditReport => ({
    entries: Number(end.position),
    end,
    headSince: head?.sincePosition ?? "0",
    broken,
  });
  for (;;) {
    const page = await app.db
      .getRepository(AuditEntry)
      .createQueryBuilder("entry")
      .where("entry.corpId = :corpId AND entry.position > :position", { corpId, position: end.position })
      .orderBy("entry.position", "ASC")
      .take(1_000)
      .getMany();
    if (page.length === 0) break;
    for (const entry of page) {
      const expected = String(BigInt(end.position) + 1n);
      if (entry.position !== expected) return report({ position: expected, reason: "missing" });
      if (entry.previousHash !== end.hash || entry.hash !== hashOf(entry)) {
        return report({ position: expected, reason: "changed" });
      }
      if (entry.position === head?.position) hashAtHead = entry.hash;
      if (entry.position === anchor?.position && entry.hash !== anchor.hash) {
        return report({ position: expected, reason: "anchor" });
      }
      end = { position: entry.position, hash: entry.hash };
    }
  }
  if (anchor && BigInt(anchor.position) > BigInt(end.position)) {
    return report({ position: String(BigInt(end.position) + 1n), reason: "anchor" });
  }
  if (!head) return report(end.position === "0" ? null : { position: end.position, reason: "head" });
  if (!sameText(head.signature, signatureOf(app, head))) return report({ position: head.position, reason: "head" });
  if (BigInt(head.position) > BigInt(end.position)) {
    return report({ position: String(BigInt(end.position) + 1n), reason: "truncated" });
  }
  return report(hashAtHead === head.hash ? null : { position: head.position, reason: "head" });
}

/** @returns the first position that is not as it was written, or null when the chain is whole. */
export async function verifyAuditChain(app: App, corpId: string): Promise<string | null> {
  return (await inspectAuditChain(app, corpId)).broken?.position ?? null;
}

/** Says where the chain ends in the log, which usually leaves the machine: whoever rewrites the database cannot rewrite that. */
export async function logAuditAnchor(app: App): Promise<void> {
  for (const { corpId, position, hash } of await app.db.getRepository(AuditHead).find()) {
    app.log.info({ corpId, position, hash }, "audit anchor");
  }
}
