import { judgePage } from "./judge-page";

const row = { seq: 5, msgid: "m5", publickey_ver: 1, encrypt_random_key: "a", encrypt_chat_msg: "b" };
const ok = (chatdata: unknown) => judgePage({ code: 0, body: JSON.stringify({ errcode: 0, errmsg: "ok", chatdata }) });

it.each([
  [{ code: 10001, body: "" }, "transient", "sdk_10001"],
  [{ code: 10009, body: "" }, "alert", "sdk_10009"],
  [{ code: 10011, body: "" }, "alert", "sdk_10011"],
  [{ code: 4711, body: "" }, "transient", "sdk_4711"],
  [{ code: 0, body: "<html>502</html>" }, "transient", "not_json"],
  [{ code: 0, body: "word" }, "transient", "not_json"],
  [{ code: 0, body: "" }, "transient", "not_json"],
  [{ code: 0, body: "[]" }, "transient", "not_json"],
  [{ code: 0, body: '{"chatdata":"none"}' }, "transient", "not_json"],
  [{ code: 0, body: '{"errcode":0,"chatdata":[{"seq":1' }, "transient", "not_json"],
  [{ code: 0, body: '{"errcode":40001}' }, "credentials", "errcode_40001"],
  [{ code: 0, body: '{"errcode":45009}' }, "rate", "errcode_45009"],
  [{ code: 0, body: '{"errcode":301042}' }, "alert", "errcode_301042"],
  [{ code: 0, body: '{"errcode":301052}' }, "off", "errcode_301052"],
  [{ code: 0, body: '{"errcode":-1}' }, "transient", "errcode_-1"],
  [{ code: 0, body: '{"errcode":0,"chatdata":[{"msgid":"x"}]}' }, "transient", "no_seq"],
])("judges %j as %s", (answer, verdict, reason) => {
  expect(judgePage(answer)).toEqual({ kind: "failed", verdict, reason });
});

it("takes an empty, a null and a missing chatdata for up to date", () => {
  for (const chatdata of [[], null, undefined]) expect(ok(chatdata)).toEqual({ kind: "page", rows: [], seqs: null });
});

it("reads seq beyond 2^53 exactly, in whatever order the rows come", () => {
  const body = `{"errcode":0,"chatdata":[${[9007199254740993n, 9007199254740995n, 9007199254740994n]
    .map((seq) => JSON.stringify(row).replace('"seq":5', `"seq":${seq}`))
    .join(",")}]}`;
  expect(judgePage({ code: 0, body })).toMatchObject({ seqs: { first: 9007199254740993n, last: 9007199254740995n } });
});

it("keeps malformed rows as they came, under a name of their own", () => {
  const long = { ...row, seq: 6, msgid: "x".repeat(200) };
  const judged = ok([row, long, { ...row, seq: 7, publickey_ver: "one" }, "text", null]);
  if (judged.kind !== "page") throw new Error("a page");
  expect(judged.rows.map((read) => read.malformed)).toEqual([false, true, true, true, true]);
  expect(judged.seqs).toEqual({ first: 5n, last: 7n });
  expect(judged.rows[1]).toMatchObject({ seq: 6n, ciphertext: JSON.stringify(long) });
  expect(new Set(judged.rows.map((read) => read.msgid)).size).toBe(5);
  expect(judged.rows[1]?.msgid).toMatch(/^malformed:[0-9a-f]{64}$/);
});
