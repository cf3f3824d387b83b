import type { MessageRemover } from "../app";

/**
 * Rows that are too old go. Rows removed on request stay as empty stones: their msgid keeps a later pull of the same page from
 * bringing the words back, and their seq keeps the gap report true.
 */
export const forgetArchiveRows: MessageRemover = async (_app, tx, corpId, messages, why) => {
  const msgids = messages.map((message) => message.msgid);
  await tx.query(
    why === "retention"
      ? "DELETE FROM archive_rows WHERE corp_id = ? AND msgid IN (?)"
      : `UPDATE archive_rows SET state = 'erased', reason = NULL, random_key = '', ciphertext = '', plaintext = NULL
         WHERE corp_id = ? AND msgid IN (?)`,
    [corpId, msgids],
  );
};
