import type { App } from "../app";
import { storeMessages } from "../conversations";
import { placeOfRow } from "./archive-row.entity";
import { noteConsentMessages } from "./consent/consent-messages";

interface StoredRow {
  id: string;
  seq: string;
  msgid: string;
  plaintext: string;
}

/** One more than a page of WeCom's, so that a full one is not asked for what follows it. */
const READ = 1_001;

/** Hands a range of decrypted rows to the conversations. What they cannot read as a message is parked where people look. */
export async function deliverMessages(
  app: App,
  corpId: string,
  range: { fromSeq: string; toSeq: string },
): Promise<void> {
  for (let after: StoredRow | undefined; ; ) {
    const rows: StoredRow[] = await app.db.query(
      `SELECT id, seq, msgid, plaintext FROM archive_rows
       WHERE corp_id = ? AND state = 'stored' AND seq BETWEEN ? AND ? AND (seq > ? OR id > ?)
       ORDER BY seq, id LIMIT ${READ}`,
      [corpId, after?.seq ?? range.fromSeq, range.toSeq, after?.seq ?? "0", after?.id ?? "0"],
    );
    after = rows.at(-1);
    if (!after) return;
    const opened = rows.map(({ seq, msgid, plaintext }) => ({
      seq,
      msgid,
      json: app.content.open(plaintext, placeOfRow(corpId, msgid)),
    }));
    const report = await storeMessages(app, { corpId, rows: opened });
    await noteConsentMessages(
      app,
      corpId,
      opened.map(({ json }) => json),
    );
    if (report.unreadable.length > 0) {
      await app.db.query(
        `UPDATE archive_rows SET state = 'parked', reason = 'unreadable', plaintext = NULL
         WHERE corp_id = ? AND state = 'stored' AND msgid IN (?)`,
        [corpId, report.unreadable],
      );
    }
    if (rows.length < READ) return;
  }
}
