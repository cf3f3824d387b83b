import { createHash } from "node:crypto";
import type { Actor, App } from "../app";
import { isDuplicateKey } from "../platform/db";
import { AuditEntry } from "./audit-entry.entity";

const GENESIS = "0".repeat(64);
/** Real time for which a writer keeps trying; nothing is shown before its entry stands. */
const RACE_MS = 5_000;

type Link = Pick<AuditEntry, "corpId" | "position" | "atMs" | "actor" | "action" | "subject" | "previousHash">;

function hashOf(link: Link): string {
  const fields = [link.corpId, link.position, link.atMs, link.actor, link.action, link.subject, link.previousHash];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

/**
 * Appends to the corp's chain. Two writers at once race for the next position; the unique key lets one of them win and
 * the other tries the position after it.
 */
export async function recordAudit(app: App, actor: Actor, entry: { action: string; subject: string }): Promise<void> {
  const repository = app.db.getRepository(AuditEntry);
  const startedAt = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    const last = await repository.findOne({ where: { corpId: actor.corpId }, order: { position: "DESC" } });
    const link: Link = {
      corpId: actor.corpId,
      position: String(BigInt(last?.position ?? 0) + 1n),
      atMs: String(app.now().getTime()),
      actor: actor.userid,
      action: entry.action,
      subject: entry.subject,
      previousHash: last?.hash ?? GENESIS,
    };
    try {
      await repository.insert({ ...link, hash: hashOf(link) });
      return;
    } catch (error) {
      if (!isDuplicateKey(error) || performance.now() - startedAt > RACE_MS) throw error;
      // One of them wins each round; apart from each other the rest get there sooner.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(5 * attempt, 100)));
    }
  }
}

/** @returns the first position whose link is broken, or null when the chain is whole. Reads in pages. */
export async function verifyAuditChain(app: App, corpId: string): Promise<string | null> {
  let previousHash = GENESIS;
  let position = 0n;
  for (;;) {
    const page = await app.db
      .getRepository(AuditEntry)
      .createQueryBuilder("entry")
      .where("entry.corpId = :corpId AND entry.position > :position", { corpId, position: position.toString() })
      .orderBy("entry.position", "ASC")
      .take(1_000)
      .getMany();
    if (page.length === 0) return null;
    for (const entry of page) {
      const expected = position + 1n;
      const whole =
        BigInt(entry.position) === expected && entry.previousHash === previousHash && entry.hash === hashOf(entry);
      if (!whole) return expected.toString();
      position = expected;
      previousHash = entry.hash;
    }
  }
}
