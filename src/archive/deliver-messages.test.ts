import { buildMember } from "../../test/factories";
import { buildTestApp, type TestApp } from "../../test/harness";
import { ArchiveConsent } from "./consent/archive-consent.entity";
import { deliverMessages } from "./deliver-messages";
import { storePage } from "./store-page";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp({ env: { CONTENT_KEYS: `1:${Buffer.alloc(32, 7).toString("base64")}` } });
  await buildMember(test.app, { userid: "m1" });
});
afterAll(() => test.close());

it("hears of consent in rows that are kept sealed, however often they are delivered", async () => {
  const { app, corpId } = test;
  const changedAt = new Date("2026-03-02T02:00:05Z");
  const plaintext = JSON.stringify({
    ...{ msgid: "c1", action: "send", from: "wmA", tolist: ["m1"], roomid: "", msgtime: changedAt.getTime() },
    ...{ msgtype: "agree", agree: { userid: "wmA", agree_time: changedAt.getTime() } },
  });
  await app.db.query("INSERT INTO archive_cursors (corp_id, seq, pulled_rows) VALUES (?, 0, 0)", [corpId]);
  await storePage(app, {
    corpId,
    afterSeq: 0n,
    seqs: { first: 1n, last: 1n },
    rows: [{ seq: 1n, msgid: "c1", publickeyVer: 1, randomKey: "k", ciphertext: "c", malformed: false }],
    outcomes: [{ state: "stored", plaintext, writtenAtMs: changedAt.getTime() }],
  });
  const kept: { plaintext: string }[] = await app.db.query("SELECT plaintext FROM archive_rows WHERE corp_id = ?", [
    corpId,
  ]);
  expect(kept[0]?.plaintext).not.toContain("agree");
  for (let round = 0; round < 2; round += 1) await deliverMessages(app, corpId, { fromSeq: "1", toSeq: "1" });
  const consents = await app.db.getRepository(ArchiveConsent).findBy({ corpId });
  expect(consents).toMatchObject([{ externalUserid: "wmA", party: "m1", status: "Agree", changedAt }]);
});
