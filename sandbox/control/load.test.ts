import { AES_KEY, startReceiver, startTestSandbox, type TestSandbox, TOKEN, until } from "../testing";

interface RelationRow {
  kind: string;
  userid: string;
  externalUserid: string;
  status: string;
  remark: string;
  tagIds: string[];
  createtime: number;
}

interface FollowRow {
  external_contact: { external_userid: string };
  follow_info: { userid: string; remark: string; createtime: number; tag_id: string[] };
}

interface Deliveries {
  pending: number;
  delivered: number;
  dropped: number;
  failed: number;
  duplicates: number;
  attempts: number;
}

async function truth(sandbox: TestSandbox, query = ""): Promise<RelationRow[]> {
  const text = await (await fetch(`${sandbox.url}/_sandbox/state/contacts${query}`)).text();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RelationRow);
}

async function pulled(sandbox: TestSandbox, userids: string[]): Promise<FollowRow[]> {
  const rows: FollowRow[] = [];
  let cursor = "";
  do {
    const page = await sandbox.api<{ external_contact_list: FollowRow[]; next_cursor: string }>(
      "externalcontact/batch/get_by_user",
      { userid_list: userids, cursor, limit: 100 },
    );
    rows.push(...page.external_contact_list);
    cursor = page.next_cursor;
  } while (cursor !== "");
  return rows;
}

const settled = (sandbox: TestSandbox): Promise<Deliveries> =>
  until(async () => {
    const deliveries = await sandbox.control<Deliveries>("GET", "/deliveries");
    return deliveries.pending === 0 ? deliveries : null;
  });

describe("load", () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.close());

  const bulk = (body: unknown) =>
    sandbox.control<{ userids: string[]; relations: number; tagIds: string[] }>("POST", "/bulk", body);

  it("pages through a bulk of customers row by row as the truth has them", async () => {
    const { userids } = await bulk({ customers: 350, members: 5, followersPerCustomer: 2, groups: 3 });
    const rows = await pulled(sandbox, userids);
    const relations = (await truth(sandbox)).filter((row) => row.kind === "relation");
    expect(
      rows.map(({ external_contact, follow_info }) => [follow_info.userid, external_contact.external_userid]),
    ).toEqual(relations.map((row) => [row.userid, row.externalUserid]));
    expect(relations).toHaveLength(700);
    expect(rows.map(({ follow_info: { remark, createtime, tag_id } }) => ({ remark, createtime, tag_id }))).toEqual(
      relations.map(({ remark, createtime, tagIds }) => ({ remark, createtime, tag_id: tagIds })),
    );
    expect(new Set(relations.map((row) => row.status))).toEqual(new Set(["full", "deleted_by_customer"]));
    const groups = (await truth(sandbox, "?kinds=group")) as unknown as { members: unknown[] }[];
    expect(groups.map((group) => group.members.length)).toEqual([30, 30, 30]);
  });

  it("moves a renewed relation to the end of the pages", async () => {
    const { userids } = await bulk({ customers: 3, members: 1 });
    const [first] = await truth(sandbox, "?kinds=relation");
    const pair = { userid: first!.userid, externalUserid: first!.externalUserid };
    await sandbox.act("customer.delete", { ...pair, by: "member" });
    expect((await pulled(sandbox, userids)).map((row) => row.external_contact.external_userid)).not.toContain(
      pair.externalUserid,
    );
    expect(await truth(sandbox, "?kinds=relation")).toHaveLength(2);
    await sandbox.act("customer.add", pair);
    const rows = await pulled(sandbox, userids);
    expect(rows).toHaveLength(3);
    expect(rows.at(-1)!.external_contact.external_userid).toBe(pair.externalUserid);
  });

  it("still knows a world of tens of thousands after a restart", async () => {
    await bulk({ customers: 20_000, members: 10, groups: 2 });
    await sandbox.act("customer.add", { userid: "m1", name: "最后一位" });
    const before = await truth(sandbox);
    await sandbox.restart();
    expect(await truth(sandbox)).toEqual(before);
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" });
    expect((await truth(sandbox)).at(-1)!.externalUserid).toBe(externalUserid);
  });

  it("delivers what a storm causes, each event once per copy, and says when all has arrived", async () => {
    const receiver = await startReceiver((response) => response.end());
    await sandbox.control("PUT", "/callback", { url: receiver.url, token: TOKEN, aesKey: AES_KEY });
    await bulk({ customers: 100, members: 4, groups: 3 });
    await sandbox.control("PUT", "/faults", { callbacks: { drop: 0.2, duplicate: 0.2, shuffle: 0.3 } });
    const storm = await sandbox.control<{ done: Record<string, number>; refused: number }>("POST", "/storm", {
      generate: { count: 400 },
    });
    const done = Object.values(storm.done).reduce((sum, count) => sum + count, 0);
    expect(done + storm.refused).toBe(400);
    const { delivered, dropped, failed, duplicates, attempts } = await settled(sandbox);
    expect(failed).toBe(0);
    expect(dropped).toBeGreaterThan(0);
    expect(duplicates).toBeGreaterThan(0);
    expect(delivered + dropped - duplicates).toBeGreaterThanOrEqual(done); // a new tag group is an event of its own
    expect(attempts).toBe(delivered);
    expect(receiver.arrivals).toHaveLength(delivered);
    await receiver.close();
  });

  it("performs given actions in their order, tells refusals and goes on", async () => {
    const storm = await sandbox.control<{ done: unknown; refused: number; refusals: unknown[] }>("POST", "/storm", {
      events: [
        { type: "customer.add", userid: "m1", externalUserid: "wmSTORM1" },
        { type: "customer.add", userid: "m1", externalUserid: "wmSTORM1" },
        { type: "no.such" },
        { type: "customer.edit", userid: "m1", externalUserid: "wmSTORM1", remark: "王先生" },
      ],
      parallel: 1,
    });
    expect(storm).toMatchObject({
      done: { "customer.add": 1, "customer.edit": 1 },
      refused: 2,
      refusals: [{ code: "customer.known" }, { code: "action.unknown" }],
    });
    expect(await truth(sandbox, "?kinds=relation")).toMatchObject([{ externalUserid: "wmSTORM1", remark: "王先生" }]);
  });

  it("gives up what the endpoint never answers and counts it", async () => {
    const receiver = await startReceiver((response) => response.writeHead(500).end());
    const target = { url: receiver.url, token: TOKEN, aesKey: AES_KEY, retryNon200: false };
    await sandbox.control("PUT", "/callback", target);
    await sandbox.control("POST", "/storm", { generate: { count: 20, mix: { add: 1 } } });
    expect(await settled(sandbox)).toMatchObject({ delivered: 0, failed: 20, attempts: 20 });
    await receiver.close();
  });
});
