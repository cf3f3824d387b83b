import type { Actor, App } from "../app";
import type { Tx } from "../platform/db";
import { recordAudit } from "../staff";
import { fold } from "./fold";
import { SensitiveWord } from "./sensitive-word.entity";
import { WordNotFoundError } from "./sensitivewords.errors";
import type { AddWords, ChangeWord } from "./sensitivewords.schema";

const PER_INSERT = 500;

/** Words that fold to the same are one; known ones take the new group and level and are in use again. */
export async function addWords(app: App, actor: Actor, input: AddWords): Promise<{ words: number }> {
  const { corpId, userid } = actor;
  const byFold = new Map(input.words.map((word) => [fold(word).text.slice(0, 64), word.slice(0, 64)]));
  byFold.delete("");
  const now = app.now();
  const rows = [...byFold].map(([folded, word]) => [
    corpId,
    word,
    folded,
    input.groupName,
    input.level,
    input.wholeWord,
    true,
    userid,
    now,
  ]);
  await recordAudit(app, actor, { action: "sensitive_words.add", subject: `${rows.length}` });
  await app.work.transaction(async (tx) => {
    for (let from = 0; from < rows.length; from += PER_INSERT) {
      await tx.query(
        `INSERT INTO sensitive_words (corp_id, word, folded, group_name, level, whole_word, enabled, changed_by, changed_at)
         VALUES ? ON DUPLICATE KEY UPDATE word = VALUES(word), group_name = VALUES(group_name), level = VALUES(level),
           whole_word = VALUES(whole_word), enabled = 1, changed_by = VALUES(changed_by), changed_at = VALUES(changed_at)`,
        [rows.slice(from, from + PER_INSERT)],
      );
    }
    await touch(tx, corpId);
  });
  return { words: rows.length };
}

export async function changeWord(app: App, actor: Actor, id: string, change: ChangeWord): Promise<void> {
  const { corpId, userid } = actor;
  await requireWord(app, corpId, id);
  await recordAudit(app, actor, { action: "sensitive_words.change", subject: id });
  await app.work.transaction(async (tx) => {
    await tx.update(SensitiveWord, { corpId, id }, { ...change, changedBy: userid, changedAt: app.now() });
    await touch(tx, corpId);
  });
}

/** Hits of a removed word stay: they tell what was found. */
export async function removeWords(app: App, actor: Actor, ids: string[]): Promise<void> {
  const { corpId } = actor;
  await recordAudit(app, actor, { action: "sensitive_words.remove", subject: `${ids.length}` });
  await app.work.transaction(async (tx) => {
    await tx.query("DELETE FROM sensitive_words WHERE corp_id = ? AND id IN (?)", [corpId, ids]);
    await touch(tx, corpId);
  });
}

export async function setReceivers(app: App, actor: Actor, receivers: string[]): Promise<void> {
  const { corpId } = actor;
  await recordAudit(app, actor, { action: "sensitive_words.receivers", subject: receivers.join(" ").slice(0, 191) });
  await app.db.query(
    `INSERT INTO sensitive_settings (corp_id, revision, receivers) VALUES (?, 0, ?)
     ON DUPLICATE KEY UPDATE receivers = VALUES(receivers)`,
    [corpId, JSON.stringify([...new Set(receivers)])],
  );
}

async function requireWord(app: App, corpId: string, id: string): Promise<void> {
  if (!(await app.db.getRepository(SensitiveWord).existsBy({ corpId, id }))) throw new WordNotFoundError();
}

/** Every process reads the list anew. */
async function touch(tx: Tx, corpId: string): Promise<void> {
  await tx.query(
    `INSERT INTO sensitive_settings (corp_id, revision, receivers) VALUES (?, 1, '[]')
     ON DUPLICATE KEY UPDATE revision = sensitive_settings.revision + 1`,
    [corpId],
  );
}
