import { buildMember } from "../../test/factories";
import { buildTestApp, type TestApp } from "../../test/harness";
import { showDays } from "./show-days";
import { storeMessages } from "./store-messages";
import { joinRanges } from "./stored-range";

const EVERYTHING = { fromId: "1", toId: "99999999" };
let test: TestApp;
let seq = 0;

beforeAll(async () => {
  test = await buildTestApp();
  await buildMember(test.app, { userid: "m1" });
});
afterAll(() => test.close());

async function say(from: string, to: string, count = 1): Promise<void> {
  const rows = Array.from({ length: count }, () => {
    seq += 1;
    const envelope = {
      msgid: `d${seq}`,
      action: "send",
      from,
      tolist: [to],
      roomid: "",
      msgtime: 1_772_416_800_000 + seq,
    };
    return {
      seq: String(seq),
      msgid: `d${seq}`,
      json: JSON.stringify({ ...envelope, msgtype: "text", text: { content: "在" } }),
    };
  });
  await storeMessages(test.app, { corpId: test.corpId, rows });
}

async function shown(externalUserid: string): Promise<[kind: string, messages: number][]> {
  const rows: { kind: string; data: string | { messages: number } }[] = await test.app.db.query(
    "SELECT kind, data FROM customer_events WHERE corp_id = ? AND external_userid = ? ORDER BY kind",
    [test.corpId, externalUserid],
  );
  return rows.map(({ kind, data }) => [kind, (typeof data === "string" ? JSON.parse(data) : data).messages]);
}

it("shows the counts as they stand, however often and in whatever order the ranges come", async () => {
  await say("wmA", "m1", 3);
  await say("m1", "wmA", 2);
  await showDays(test.app, test.corpId, EVERYTHING);
  expect(await shown("wmA")).toEqual([
    ["messages.received", 3],
    ["messages.sent", 2],
  ]);
  await say("wmA", "m1");
  await showDays(test.app, test.corpId, EVERYTHING);
  await showDays(test.app, test.corpId, EVERYTHING);
  expect(await shown("wmA")).toEqual([
    ["messages.received", 4],
    ["messages.sent", 2],
  ]);
});

it("loses nothing when it runs beside another of its kind and beside the intake", async () => {
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([
      say("wmB", "m1", 4),
      showDays(test.app, test.corpId, EVERYTHING),
      showDays(test.app, test.corpId, EVERYTHING),
    ]);
  }
  await showDays(test.app, test.corpId, EVERYTHING);
  expect(await shown("wmB")).toEqual([["messages.received", 20]]);
});

it("does nothing for a range without messages of this corp", async () => {
  await showDays(test.app, "wwother", EVERYTHING);
  const rows: unknown[] = await test.app.db.query("SELECT 1 FROM customer_events WHERE corp_id = 'wwother'");
  expect(rows).toEqual([]);
});

describe("ranges", () => {
  const range = (fromId: number, toId: number) => ({ fromId: String(fromId), toId: String(toId) });

  it("are one while they lie close together, whichever comes first", () => {
    const ranges = [range(2_001, 3_000), range(1_001, 2_000), range(3_001, 3_400)];
    expect(joinRanges(ranges)).toEqual({ payload: range(1_001, 3_400), of: 3 });
  });

  it("are left for later from the first on that lies far off", () => {
    const ranges = [range(1, 1_000), range(900_000, 900_100), range(1_001, 2_000)];
    expect(joinRanges(ranges)).toEqual({ payload: range(1, 1_000), of: 1 });
    expect(joinRanges([range(1, 90_000), range(5, 6)])).toEqual({ payload: range(1, 90_000), of: 1 });
  });
});
