import { startTestSandbox, type TestSandbox } from "../testing";

describe("规则组", () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  const call = <T = Record<string, unknown>>(path: string, body: unknown) =>
    sandbox.api<T>(`externalcontact/${path}`, body);

  const make = async (fields: Record<string, unknown> = {}): Promise<number> => {
    const made = await call<{ strategy_id: number }>("customer_strategy/create", { strategy_name: "一组", ...fields });
    expect(made.errcode).toBe(0);
    return made.strategy_id;
  };

  it("is made, read, changed and deleted by its app, below a parent with the parent's rights", async () => {
    const top = await make({
      admin_list: ["m1"],
      privilege: { send_group_msg: false },
      range: [
        { type: 1, userid: "m1" },
        { type: 2, partyid: 2 },
      ],
    });
    const child = await make({ parent_id: top, strategy_name: "二组" });
    const read = await call<{ strategy: Record<string, unknown> }>("customer_strategy/get", { strategy_id: child });
    expect(read.strategy).toMatchObject({
      parent_id: top,
      strategy_name: "二组",
      privilege: { view_customer_list: true, send_group_msg: false, rapid_reply: true },
    });
    await call("customer_strategy/edit", { strategy_id: top, range_del: [{ type: 2, partyid: 2 }] });
    const range = await call<{ range: unknown[] }>("customer_strategy/get_range", { strategy_id: top });
    expect(range.range).toEqual([{ type: 1, userid: "m1" }]);
    const listed = await call<{ strategy: unknown[]; next_cursor: string }>("customer_strategy/list", { limit: 1 });
    expect(listed.strategy).toEqual([{ strategy_id: top }]);
    expect(listed.next_cursor).not.toBe("");
    await call("customer_strategy/del", { strategy_id: top });
    expect((await call("customer_strategy/get", { strategy_id: child })).errcode).toBe(60136);
  });

  it("takes one write at a time and five levels", async () => {
    await sandbox.control("PUT", "/limits", { writeMs: 1000 });
    const both = await Promise.all([1, 2].map(() => call("customer_strategy/create", { strategy_name: "同时" })));
    expect(both.map((answer) => answer.errcode).sort()).toEqual([0, 6000]);
    await sandbox.control("PUT", "/limits", { writeMs: 0 });
    let parent = await make();
    for (let level = 2; level <= 5; level++) parent = await make({ parent_id: parent });
    const sixth = await call("customer_strategy/create", { strategy_name: "深", parent_id: parent });
    expect(sixth.errcode).toBe(40058);
  });

  it("has tags of its own, for members in its range alone", async () => {
    const strategy_id = await make({ range: [{ type: 1, userid: "m1" }] });
    const added = await call<{ tag_group: { group_id: string; tag: { id: string }[] } }>("add_strategy_tag", {
      strategy_id,
      group_name: "等级",
      tag: [{ name: "金" }],
    });
    const tagId = added.tag_group.tag[0]!.id;
    expect(tagId).toMatch(/^st/);
    const own = await call<{ tag_group: unknown[] }>("get_strategy_tag_list", { strategy_id });
    expect(own.tag_group).toMatchObject([{ strategy_id, group_name: "等级", tag: [{ id: tagId }] }]);
    expect(await call("get_corp_tag_list", {})).toMatchObject({ tag_group: [] });
    expect((await call("edit_corp_tag", { id: tagId, name: "银" })).errcode).toBe(40068);
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" });
    await sandbox.act("customer.add", { userid: "m2", externalUserid });
    const mark = (userid: string) => call("mark_tag", { userid, external_userid: externalUserid, add_tag: [tagId] });
    expect((await mark("m1")).errcode).toBe(0);
    expect((await mark("m2")).errcode).toBe(81011);
    const detail = await sandbox.api<{ follow_user: { userid: string; tags: unknown[] }[] }>(
      "externalcontact/get",
      undefined,
      { external_userid: externalUserid },
    );
    const m1 = detail.follow_user.find((row) => row.userid === "m1")!;
    expect(m1.tags).toEqual([{ group_name: "等级", tag_name: "金", tag_id: tagId, type: 3 }]);
    expect((await call("del_strategy_tag", { tag_id: [tagId] })).errcode).toBe(0);
    expect(await call("get_strategy_tag_list", { strategy_id })).toMatchObject({ tag_group: [] });
  });

  it("is nobody else's: another app sees and changes nothing of it", async () => {
    const strategy_id = await make();
    const { appSecret } = await sandbox.act<{ appSecret: string }>("app.create");
    const { corpId } = await sandbox.control<{ corpId: string }>("GET", "/corp");
    const login = await fetch(`${sandbox.url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${appSecret}`);
    const { access_token } = (await login.json()) as { access_token: string };
    const answer = await fetch(
      `${sandbox.url}/cgi-bin/externalcontact/customer_strategy/get?access_token=${access_token}`,
      { method: "POST", body: JSON.stringify({ strategy_id }) },
    );
    expect(await answer.json()).toMatchObject({ errcode: 60136 });
  });
});
