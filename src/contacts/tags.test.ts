import { buildCustomer } from "../../test/factories";
import { buildTestApp, type TestApp } from "../../test/harness";
import { getExternalContact } from "../wecom";
import { applyKeywordTags } from "./apply-keyword-tags";
import { applyTagChange } from "./apply-tag-change";
import { CorpTag } from "./corp-tag.entity";
import { CorpTagGroup } from "./corp-tag-group.entity";
import { CustomerEvent } from "./customer-event.entity";
import { ensureCorpTag } from "./ensure-corp-tag";
import { KeywordTagRule } from "./keyword-tag-rule.entity";
import { markTag } from "./mark-tag";
import { readCustomer } from "./reading";
import { RelationTag } from "./relation-tag.entity";
import { storeReadings } from "./store-readings";
import { syncTags } from "./store-tags";

const MARK = "/cgi-bin/externalcontact/mark_tag";
const ADD = "/cgi-bin/externalcontact/add_corp_tag";

describe("corp tags", () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await buildTestApp({ sandbox: true });
  });
  beforeEach(() => test.sandbox.control("DELETE", "/faults"));
  afterAll(() => test.close());

  async function customer(userid = "m1") {
    const { externalUserid } = await test.sandbox.act("customer.add", { userid });
    await buildCustomer(test.app, { externalUserid: externalUserid!, userid });
    return { corpId: test.corpId, externalUserid: externalUserid!, userid };
  }
  const tagIdsOf = async (externalUserid: string) => {
    const tags = await test.app.db.getRepository(RelationTag).findBy({ corpId: test.corpId, externalUserid });
    return tags.map((tag) => tag.tagId).sort();
  };
  const tagsInWecom = async (externalUserid: string): Promise<string[]> => {
    const { followers } = await getExternalContact(test.app.wecom, externalUserid);
    return followers.flatMap((follower) => (follower.tags ?? []).map((tag) => tag.tag_id ?? "")).sort();
  };
  const callsOf = async (path: string) => (await test.sandbox.calls(path)).length;

  describe("ensureCorpTag", () => {
    it("makes a tag once, also for two callers at once, and finds it afterwards without asking", async () => {
      const wanted = { groupName: "关注产品", name: "前置过滤器" };
      const ids = await Promise.all([1, 2, 3].map(() => ensureCorpTag(test.app, test.corpId, wanted)));
      expect(new Set(ids).size).toBe(1);
      const before = await callsOf("/cgi-bin/externalcontact/get_corp_tag_list");
      expect(await ensureCorpTag(test.app, test.corpId, wanted)).toBe(ids[0]);
      expect(await callsOf("/cgi-bin/externalcontact/get_corp_tag_list")).toBe(before);
    });

    it("takes the tag that somebody made in the admin console", async () => {
      const { tagId } = await test.sandbox.act("tag.create", { groupName: "来源", name: "门店" });
      const calls = await callsOf(ADD);
      expect(await ensureCorpTag(test.app, test.corpId, { groupName: "来源", name: "门店" })).toBe(tagId);
      expect(await callsOf(ADD)).toBe(calls);
    });

    it("makes no second tag when the answer of the first call is lost", async () => {
      await test.sandbox.control("PUT", "/faults", { api: [{ path: ADD, cutAfterWork: true, times: 1 }] });
      const calls = await callsOf(ADD);
      const id = await ensureCorpTag(test.app, test.corpId, { groupName: "关注产品", name: "软水机" });
      expect(id).toMatch(/.+/);
      expect(await callsOf(ADD)).toBe(calls + 1);
      const named = await test.app.db.getRepository(CorpTag).findBy({ corpId: test.corpId, name: "软水机" });
      expect(named).toHaveLength(1);
    });
  });

  describe("markTag", () => {
    it("tags in WeCom and here, once in the timeline, though no callback follows", async () => {
      const pair = await customer();
      const tagId = await ensureCorpTag(test.app, test.corpId, { groupName: "等级", name: "金卡" });
      const input = { ...pair, add: [tagId], remove: [], actor: "m1" };
      expect(await markTag(test.app, input)).toEqual({ added: [tagId], removed: [] });
      expect(await markTag(test.app, input)).toEqual({ added: [], removed: [] });
      expect(await tagIdsOf(pair.externalUserid)).toEqual([tagId]);
      expect(await tagsInWecom(pair.externalUserid)).toEqual([tagId]);
      expect(await markTag(test.app, { ...input, add: [], remove: [tagId] })).toEqual({ added: [], removed: [tagId] });
      expect(await tagsInWecom(pair.externalUserid)).toEqual([]);
      const kinds = await test.app.db
        .getRepository(CustomerEvent)
        .findBy({ corpId: test.corpId, externalUserid: pair.externalUserid });
      expect(kinds.map((entry) => [entry.kind, entry.actor])).toEqual([
        ["tag.added", "m1"],
        ["tag.removed", "m1"],
      ]);
    });

    it("lets writers of one pair wait for each other, so that none is refused", async () => {
      const pair = await customer();
      const tagIds = await Promise.all(
        ["甲", "乙", "丙", "丁"].map((name) => ensureCorpTag(test.app, test.corpId, { groupName: "排队", name })),
      );
      await Promise.all(tagIds.map((tagId) => markTag(test.app, { ...pair, add: [tagId], remove: [], actor: null })));
      expect(await tagIdsOf(pair.externalUserid)).toEqual([...tagIds].sort());
      const calls = await test.sandbox.calls(MARK);
      expect(calls.filter((call) => call.errcode === 45035)).toEqual([]);
    });

    it("refuses unknown tags and pairs that are no longer contacts, without asking WeCom", async () => {
      const pair = await customer();
      const tagId = await ensureCorpTag(test.app, test.corpId, { groupName: "等级", name: "银卡" });
      const calls = await callsOf(MARK);
      await expect(markTag(test.app, { ...pair, add: ["etNo"], remove: [], actor: null })).rejects.toMatchObject({
        code: "contact.unknown_tag",
      });
      const ended = await buildCustomer(test.app, { relation: { status: "deleted_by_member" } });
      const gone = { corpId: test.corpId, externalUserid: ended.contact.externalUserid, userid: ended.relation.userid };
      await expect(markTag(test.app, { ...gone, add: [tagId], remove: [], actor: null })).rejects.toMatchObject({
        code: "contact.relation_gone",
      });
      expect(await callsOf(MARK)).toBe(calls);
    });

    it("changes nothing here when WeCom refuses", async () => {
      const pair = await customer();
      const tagId = await ensureCorpTag(test.app, test.corpId, { groupName: "等级", name: "铜卡" });
      const { externalUserid, userid } = pair;
      await test.sandbox.act("customer.delete", { externalUserid, userid, by: "member" });
      await expect(markTag(test.app, { ...pair, add: [tagId], remove: [], actor: null })).rejects.toMatchObject({
        code: "contact.relation_gone",
      });
      expect(await tagIdsOf(pair.externalUserid)).toEqual([]);
    });

    it("is not undone by a reading of WeCom that was asked for earlier", async () => {
      const pair = await customer();
      const readAt = test.app.now();
      const readings = await readCustomer(test.app.wecom, pair.externalUserid);
      test.clock.advance(50);
      const tagId = await ensureCorpTag(test.app, test.corpId, { groupName: "等级", name: "黑卡" });
      await markTag(test.app, { ...pair, add: [tagId], remove: [], actor: null });
      await test.app.work.transaction((tx) =>
        storeReadings(test.app, tx, readings, { corpId: test.corpId, readAt, newsSince: null }),
      );
      expect(await tagIdsOf(pair.externalUserid)).toEqual([tagId]);
    });
  });

  describe("keyword rules", () => {
    it("tags who writes a keyword, in WeCom too, and only the first time", async () => {
      const pair = await customer();
      const texts = ["你们的滤芯怎么换?300 左右的有吗"];
      expect(await applyKeywordTags(test.app, { ...pair, texts })).toEqual(["滤芯"]);
      const calls = await callsOf(MARK);
      expect(await applyKeywordTags(test.app, { ...pair, texts })).toEqual([]);
      expect(await callsOf(MARK)).toBe(calls);
      const [tagId] = await tagsInWecom(pair.externalUserid);
      const tag = await test.app.db.getRepository(CorpTag).findOneByOrFail({ corpId: test.corpId, tagId: tagId! });
      const group = await test.app.db
        .getRepository(CorpTagGroup)
        .findOneByOrFail({ corpId: test.corpId, groupId: tag.groupId });
      expect([group.name, tag.name]).toEqual(["关注产品", "滤芯"]);
    });

    it("leaves alone who writes something else, and pairs that are not contacts", async () => {
      const pair = await customer();
      expect(await applyKeywordTags(test.app, { ...pair, texts: ["在吗", "谢谢"] })).toEqual([]);
      expect(await applyKeywordTags(test.app, { ...pair, userid: "m2", texts: ["滤芯"] })).toEqual([]);
      expect(await tagsInWecom(pair.externalUserid)).toEqual([]);
    });

    it("follows the corp's own rules: other words, width and case, switched off", async () => {
      const pair = await customer();
      const rules = test.app.db.getRepository(KeywordTagRule);
      await rules.insert({ corpId: test.corpId, groupName: "关注产品", tagName: "RO机", keywords: ["ro机"] });
      expect(await applyKeywordTags(test.app, { ...pair, texts: ["ＲＯ机多少钱"] })).toEqual(["RO机"]);
      await rules.update({ corpId: test.corpId }, { enabled: false });
      const other = await customer();
      expect(await applyKeywordTags(test.app, { ...other, texts: ["RO机 滤芯"] })).toEqual([]);
    });
  });

  describe("tag events", () => {
    const apply = (changeType: string, id: string, tagType?: "tag" | "tag_group") =>
      applyTagChange(test.app, { corpId: test.corpId, changeType, id, eventTime: 1, ...(tagType && { tagType }) });
    const find = (tagId: string) => test.app.db.getRepository(CorpTag).findOneBy({ corpId: test.corpId, tagId });

    it("follows creation, a new name, and deletion with the customers' tags", async () => {
      const { tagId, groupId } = await test.sandbox.act("tag.create", { groupName: "活动", name: "春节" });
      await apply("create", tagId!, "tag");
      expect(await find(tagId!)).toMatchObject({ name: "春节", groupId, deletedAt: null });
      await test.sandbox.act("tag.rename", { tagId, name: "元宵" });
      await apply("update", tagId!, "tag");
      expect(await find(tagId!)).toMatchObject({ name: "元宵" });
      const pair = await customer();
      await markTag(test.app, { ...pair, add: [tagId!], remove: [], actor: null });
      await test.sandbox.act("tag.delete", { tagId });
      await apply("delete", tagId!, "tag");
      expect(await find(tagId!)).toMatchObject({ deletedAt: expect.any(Date) });
      expect(await tagIdsOf(pair.externalUserid)).toEqual([]);
    });

    it("takes a creation that comes after the deletion for what it is", async () => {
      const { tagId } = await test.sandbox.act("tag.create", { groupName: "活动", name: "端午" });
      await test.sandbox.act("tag.delete", { tagId });
      await apply("delete", tagId!, "tag");
      await apply("create", tagId!, "tag");
      expect((await find(tagId!))?.deletedAt ?? "absent").not.toBeNull();
    });

    it("deletes a group's tags with the group, which has no event for each", async () => {
      const { tagId, groupId } = await test.sandbox.act("tag.create", { groupName: "临时", name: "一" });
      await syncTags(test.app, test.corpId);
      await apply("delete", groupId!, "tag_group");
      expect(await find(tagId!)).toMatchObject({ deletedAt: expect.any(Date) });
    });

    it("reads everything after a shuffle", async () => {
      const { tagId } = await test.sandbox.act("tag.create", { groupName: "顺序", name: "一" });
      await apply("shuffle", "");
      expect(await find(tagId!)).toMatchObject({ name: "一" });
    });
  });
});
