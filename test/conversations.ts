import type { App } from "../src/app";
import { storeMessages } from "../src/conversations";
import { uniqueId } from "./factories";

export interface Said {
  msgid?: string;
  from: string;
  to: string[];
  room?: string;
  text: string;
  at: Date;
}

let seq = 0;

/** Puts decrypted rows into the archive and files them, as the pipeline does after a pull. @returns their msgids. */
export async function archiveTexts(app: App, corpId: string, said: Said[]): Promise<string[]> {
  const rows = said.map((one) => {
    seq += 1;
    const msgid = one.msgid ?? uniqueId("msg");
    const json = JSON.stringify({
      msgid,
      action: "send",
      from: one.from,
      tolist: one.to,
      roomid: one.room ?? "",
      msgtime: one.at.getTime(),
      msgtype: "text",
      text: { content: one.text },
    });
    return { seq: String(seq), msgid, json };
  });
  await app.db.query(
    `INSERT INTO archive_rows (corp_id, seq, msgid, publickey_ver, random_key, ciphertext, state, plaintext, pulled_at) VALUES ?`,
    [
      rows.map((row, i) => [
        corpId,
        row.seq,
        row.msgid,
        1,
        "key",
        "cipher",
        "stored",
        app.content.seal(row.json, { column: "archive_rows.plaintext", corpId, row: row.msgid }),
        said[i]!.at,
      ]),
    ],
  );
  await storeMessages(app, { corpId, rows });
  return rows.map((row) => row.msgid);
}
