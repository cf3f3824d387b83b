import { fold } from "../src/conversations/search/fold";
import { parseQuery } from "../src/conversations/search/parse-query";
import { searchMessages } from "../src/conversations/search/search-messages";
import { type ArchivedRow, storeMessages } from "../src/conversations/store-messages";
import { adminOf, type TestApp } from "./harness";

/** Texts for tests of the search, stored as the archive delivers them. */
export class Conversation {
  #seq = 0;

  constructor(readonly test: TestApp) {}

  row(text: string, fields: { from?: string; to?: string[]; room?: string; atMs?: number } = {}): ArchivedRow {
    this.#seq += 1;
    const seq = this.#seq;
    const msgid = `m${seq}`;
    const json = JSON.stringify({
      msgid,
      action: "send",
      from: fields.from ?? "wmAAA",
      tolist: fields.to ?? ["lin.mei"],
      roomid: fields.room ?? "",
      msgtime: fields.atMs ?? Date.parse("2026-03-02T02:00:00Z") + seq * 1_000,
      msgtype: "text",
      text: { content: text },
    });
    return { seq: String(seq), msgid, json };
  }

  async say(...texts: string[]): Promise<void> {
    await this.store(texts.map((text) => this.row(text)));
  }

  async store(rows: ArchivedRow[]): Promise<void> {
    await storeMessages(this.test.app, { corpId: this.test.corpId, rows });
  }

  /** What the search finds, page by page. */
  async find(q: string): Promise<string[]> {
    const all: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await searchMessages(this.test.app, adminOf(this.test.corpId), { q, limit: 100, cursor });
      all.push(...page.data.map((hit) => hit.msgid));
      if (page.next === null) return all;
      cursor = page.next;
    }
  }

  /** What a reader of every single text would find, newest first. */
  async scan(q: string): Promise<string[]> {
    const words = parseQuery(q);
    const rows: { msgid: string; text: string }[] = await this.test.app.db.query(
      "SELECT msgid, text FROM messages WHERE corp_id = ? ORDER BY sent_at DESC, id DESC",
      [this.test.corpId],
    );
    const open = (row: { msgid: string; text: string }) =>
      this.test.app.content.open(row.text, { column: "messages.text", corpId: this.test.corpId, row: row.msgid });
    return rows.filter((row) => words.every((word) => fold(open(row)).includes(word))).map((row) => row.msgid);
  }
}
