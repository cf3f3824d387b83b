import { startTestSandbox, type TestSandbox } from "../testing";

interface GroupAnswer {
  errcode: number;
  group_chat: {
    name: string;
    member_version: string;
    member_list: { userid: string; join_scene: number; state?: string }[];
  };
}

describe("customer groups", () => {
  let sandbox: TestSandbox;
  let mine: string;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    mine = (await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" })).externalUserid;
  });
  afterAll(() => sandbox.close());

  const read = (chat_id: string) => sandbox.api<GroupAnswer>("externalcontact/groupchat/get", { chat_id });

  it("show a change two seconds later, a new group at once", async () => {
    const { chatId } = await sandbox.act<{ chatId: string }>("group.create", {
      owner: "m1",
      customers: [mine],
      name: "旧名",
    });
    expect((await read(chatId)).group_chat.name).toBe("旧名");
    const before = (await read(chatId)).group_chat.member_version;
    await sandbox.act("group.change", { chatId, change: "add_member", members: ["m2"] });
    await sandbox.act("group.change", { chatId, change: "change_name", name: "新名" });
    const lagging = (await read(chatId)).group_chat;
    expect([lagging.name, lagging.member_version, lagging.member_list.length]).toEqual(["旧名", before, 2]);
    await sandbox.control("POST", "/clock", { advanceSeconds: 3 });
    const settled = (await read(chatId)).group_chat;
    expect([settled.name, settled.member_list.length]).toEqual(["新名", 3]);
    expect(settled.member_version).not.toBe(before);
  });

  it("open from a page only with the member's own customers", async () => {
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m2" });
    const open = (externalUserIds: string[]) =>
      sandbox.act<{ chatId: string }>("member.openGroup", {
        userid: "m1",
        userIds: ["m2"],
        externalUserIds,
        groupName: "专属服务群",
      });
    await expect(open([externalUserid])).rejects.toThrow("group.not_own_customer");
    const { chatId } = await open([mine]);
    const { group_chat } = await read(chatId);
    expect(group_chat.member_list.map((row) => row.userid)).toEqual(["m1", "m2", mine]);
  });

  it("take in who scans their code, with the code's state, and open another when full", async () => {
    const people = await Promise.all(
      Array.from({ length: 199 }, () => sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" })),
    );
    const customers = people.map((row) => row.externalUserid);
    const { chatId } = await sandbox.act<{ chatId: string }>("group.create", {
      owner: "m1",
      customers: customers.slice(0, 198),
      name: "满",
    });
    const { config_id } = await sandbox.api<{ config_id: string }>("externalcontact/groupchat/add_join_way", {
      scene: 2,
      chat_id_list: [chatId],
      room_base_name: "会员群",
      room_base_id: 7,
      state: "s12",
    });
    const scan = (externalUserid: string) =>
      sandbox.act<{ chatId: string }>("joinWay.scan", { configId: config_id, externalUserid });
    expect((await scan(customers[198]!)).chatId).toBe(chatId);
    const next = await scan(mine);
    expect(next.chatId).not.toBe(chatId);
    await sandbox.control("POST", "/clock", { advanceSeconds: 3 });
    const { group_chat } = await read(next.chatId);
    expect(group_chat.name).toBe("会员群7");
    expect(group_chat.member_list.at(-1)).toMatchObject({ userid: mine, join_scene: 3, state: "s12" });
  });
});
