import { startTestSandbox, type TestSandbox } from "../testing";

describe("calls beside the main ones", () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.close());

  const codeOf = async (path: string, body: unknown): Promise<number> => (await sandbox.api(path, body)).errcode;

  it("makes internal groups only when the app sees the whole company (messaging §4.4)", async () => {
    const chat = { name: "一线", owner: "m1", userlist: ["m1", "m2"], chatid: "team1" };
    expect(await codeOf("appchat/create", chat)).toBe(60011);
    await sandbox.act("member.change", { userid: "m4", visible: true });
    expect(await sandbox.api("appchat/create", chat)).toMatchObject({ errcode: 0, chatid: "team1" });
    expect(await codeOf("appchat/create", chat)).toBe(86001);
    expect(await codeOf("appchat/create", { userlist: ["m1"] })).toBe(86006);
    await sandbox.api("appchat/update", {
      chatid: "team1",
      name: "二线",
      add_user_list: ["m3"],
      del_user_list: ["m1"],
      owner: "m2",
    });
    expect(await sandbox.api("appchat/get", undefined, { chatid: "team1" })).toMatchObject({
      chat_info: { name: "二线", owner: "m2", userlist: ["m2", "m3"] },
    });
    expect(await codeOf("appchat/send", { chatid: "team1", msgtype: "text", text: { content: "早" } })).toBe(0);
    expect(await codeOf("appchat/send", { chatid: "other", msgtype: "text", text: { content: "早" } })).toBe(86001);
    expect(await codeOf("appchat/send", { chatid: "team1", msgtype: "template_card", template_card: {} })).toBe(40008);
  });

  it("hands out launch codes for colleagues alone (messaging §8.5)", async () => {
    const launch = (userid: string) => ({ operator_userid: "m1", single_chat: { userid } });
    expect(await sandbox.api("get_launch_code", launch("m2"))).toMatchObject({ launch_code: expect.any(String) });
    expect(await codeOf("get_launch_code", launch("wmSOMEONE"))).toBe(60111);
  });

  it("translates a provider's ids (contacts §4.7)", async () => {
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" });
    const source_agentid = 1000099;
    const provider = { external_userid: `svc_${externalUserid}`, source_agentid };
    expect(await sandbox.api("externalcontact/from_service_external_userid", provider)).toMatchObject({
      external_userid: externalUserid,
    });
    const invented = { external_userid: "svc_wmNOBODY", source_agentid };
    expect(await codeOf("externalcontact/from_service_external_userid", invented)).toBe(40096);
    const open_userid_list = ["open_m1", "open_nobody"];
    expect(await sandbox.api("batch/openuserid_to_userid", { open_userid_list, source_agentid })).toMatchObject({
      userid_list: [{ open_userid: "open_m1", userid: "m1" }],
      invalid_open_userid_list: ["open_nobody"],
    });
    const temporary = { business_type: 1, user_type: 1, tmp_external_userid_list: [`tmp_${externalUserid}`, "tmp_no"] };
    expect(await sandbox.api("idconvert/convert_tmp_external_userid", temporary)).toMatchObject({
      results: [{ tmp_external_userid: `tmp_${externalUserid}`, external_userid: externalUserid }],
      invalid_tmp_external_userid_list: ["tmp_no"],
    });
    expect(await codeOf("externalcontact/unionid_to_external_userid", { unionid: "o1", openid: "p1" })).toBe(48002);
  });

  it("keeps 敏感词 rules with their range (messaging §11.5)", async () => {
    const rule = {
      rule_name: "价格",
      word_list: ["回扣", "返点"],
      semantics_list: [1, 3],
      intercept_type: 1,
      applicable_range: { user_list: ["m1"] },
    };
    const { rule_id } = await sandbox.api<{ rule_id: string }>("externalcontact/add_intercept_rule", rule);
    const update = { rule_id, intercept_type: 2, add_applicable_range: { department_list: [2] } };
    expect(await codeOf("externalcontact/update_intercept_rule", update)).toBe(0);
    expect(await sandbox.api("externalcontact/get_intercept_rule", { rule_id })).toMatchObject({
      rule: {
        word_list: ["回扣", "返点"],
        extra_rule: { semantics_list: [1, 3] },
        intercept_type: 2,
        applicable_range: { user_list: ["m1"], department_list: [2] },
      },
    });
    const tooMany = { ...rule, word_list: Array.from({ length: 301 }, (_, i) => `词${i}`) };
    expect(await codeOf("externalcontact/add_intercept_rule", tooMany)).toBe(40058);
    expect(await codeOf("externalcontact/del_intercept_rule", { rule_id })).toBe(0);
    expect(await sandbox.api("externalcontact/get_intercept_rule_list")).toMatchObject({ rule_list: [] });
  });

  it("closes a temporary chat once, with its closing message (contacts §4.10)", async () => {
    const { config_id } = await sandbox.api<{ config_id: string }>("externalcontact/add_contact_way", {
      type: 1,
      scene: 2,
      user: ["m1"],
      is_temp: true,
      conclusions: { text: { content: "感谢咨询" } },
    });
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("contactWay.scan", {
      configId: config_id,
    });
    const pair = { userid: "m1", external_userid: externalUserid };
    expect(await codeOf("externalcontact/close_temp_chat", pair)).toBe(0);
    expect(await sandbox.control("GET", `/phones/${externalUserid}`)).toMatchObject({
      messages: [{ text: "感谢咨询" }],
    });
    expect(await codeOf("externalcontact/close_temp_chat", pair)).toBe(40058);
  });

  it("tells who asks for a deleted tag by its id (contacts §5.1)", async () => {
    const { tagId } = await sandbox.act<{ tagId: string }>("tag.create", { groupName: "等级", name: "金" });
    await sandbox.act("tag.create", { groupName: "等级", name: "银" });
    await sandbox.act("tag.delete", { tagId });
    const named = await sandbox.api("externalcontact/get_corp_tag_list", { tag_id: [tagId] });
    expect(named).toMatchObject({ tag_group: [{ deleted: false, tag: [{ id: tagId, deleted: true }] }] });
    const all = await sandbox.api<{ tag_group: { tag: object[] }[] }>("externalcontact/get_corp_tag_list", {});
    expect(all.tag_group[0]!.tag).toEqual([expect.not.objectContaining({ deleted: true })]);
  });

  it("counts calls in debug mode: five a minute (contacts §1.3)", async () => {
    const codes: number[] = [];
    for (let i = 0; i < 6; i++) {
      codes.push((await sandbox.api("externalcontact/get_follow_user_list", undefined, { debug: "1" })).errcode);
    }
    expect(codes).toEqual([0, 0, 0, 0, 0, 45009]);
    expect((await sandbox.api("externalcontact/get_follow_user_list")).errcode).toBe(0);
  });
});
