import { adminOf, buildTestApp, repOf, type TestApp } from "../../test/harness";
import { fc } from "../../test/property";
import { type Routes, serveRoutes } from "../../test/routes";
import { contactsConsole } from "./contacts.console";
import type { TagGroupRow } from "./contacts.schema";
import { CorpTag } from "./corp-tag.entity";
import { CorpTagGroup } from "./corp-tag-group.entity";
import { type Ordered, spread } from "./order-tags";
import { RelationTag } from "./relation-tag.entity";
import { syncTags } from "./store-tags";

const API = "/cgi-bin/externalcontact";

describe("tags in the console", () => {
  let test: TestApp;
  let routes: Routes;
  beforeAll(async () => {
    test = await buildTestApp({ sandbox: true });
    routes = serveRoutes(test.app, contactsConsole, adminOf(test.corpId));
  });
  beforeEach(async () => {
    routes.as(adminOf(test.corpId));
    await test.sandbox.control("DELETE", "/faults");
  });
  afterAll(async () => {
    routes.close();
    await test.close();
  });

  const create = async (body: object) => (await routes.post<{ data: { tagIds: string[] } }>("/tags", body)).data.tagIds;
  const groups = async () => (await routes.get<{ data: TagGroupRow[] }>("/tags")).data;
  const group = async (name: string) => (await groups()).find((row) => row.name === name);
  const calls = async (api: string) => (await test.sandbox.calls(`${API}/${api}`)).length;
  const refused = async (path: string, body: object, status: number, code: string) =>
    expect((await routes.post<{ error: { code: string } }>(path, body, status)).error.code).toBe(code);

  it("makes, renames, orders and deletes what is ours, in WeCom and here", async () => {
    const ids = await create({ groupName: "等级", names: ["金卡", "银卡", "铜卡"] });
    expect(ids).toHaveLength(3);
    const made = (await group("等级"))!;
    expect(made).toMatchObject({ createdByUs: true });
    expect(made.tags.every((tag) => tag.createdByUs && tag.customers === 0)).toBe(true);
    await routes.post(`/tags/${ids[0]}/rename`, { name: "白金卡" });
    await routes.post(`/tags/${made.id}/rename`, { name: "会员等级" });
    const wanted = [ids[2]!, ids[0]!, ids[1]!];
    await routes.post("/tags/order", { groupId: made.id, ids: wanted });
    expect((await group("会员等级"))?.tags.map((tag) => [tag.id, tag.name])).toEqual([
      [ids[2], "铜卡"],
      [ids[0], "白金卡"],
      [ids[1], "银卡"],
    ]);
    // What we show is what WeCom has: a full reading changes nothing.
    const before = await groups();
    await syncTags(test.app, test.corpId);
    expect(await groups()).toEqual(before);
    await routes.post("/tags/delete", { tagIds: [ids[1]] });
    await routes.post("/tags/delete", { tagIds: [ids[1]] });
    await routes.post("/tags/delete", { groupIds: [made.id] });
    expect(await group("会员等级")).toBeUndefined();
    await syncTags(test.app, test.corpId);
    expect(await group("会员等级")).toBeUndefined();
  });

  it("leaves alone what was made in the admin console, without asking WeCom", async () => {
    const { tagId, groupId } = await test.sandbox.act("tag.create", { groupName: "后台", name: "重要" });
    await syncTags(test.app, test.corpId);
    expect(await group("后台")).toMatchObject({ createdByUs: false, tags: [{ createdByUs: false }] });
    const before = [await calls("edit_corp_tag"), await calls("del_corp_tag")];
    for (const id of [tagId, groupId])
      await refused(`/tags/${id}/rename`, { name: "别名" }, 409, "contact.tag_not_ours");
    await refused("/tags/delete", { tagIds: [tagId] }, 409, "contact.tag_not_ours");
    await refused("/tags/delete", { groupIds: [groupId] }, 409, "contact.tag_not_ours");
    expect([await calls("edit_corp_tag"), await calls("del_corp_tag")]).toEqual(before);

    // A tag of ours in a group of theirs is ours; the group is not.
    const [ours] = await create({ groupId, names: ["常客"] });
    expect(await group("后台")).toMatchObject({ createdByUs: false });
    await routes.post(`/tags/${ours}/rename`, { name: "老常客" });
    await routes.post("/tags/delete", { tagIds: [ours] });
    expect((await group("后台"))?.tags.map((tag) => tag.id)).toEqual([tagId]);
  });

  it("learns from WeCom's refusal that a tag is not ours", async () => {
    const { tagId } = await test.sandbox.act("tag.create", { groupName: "别的应用", name: "甲" });
    await syncTags(test.app, test.corpId);
    await test.app.db.getRepository(CorpTag).update({ corpId: test.corpId, tagId: tagId! }, { createdByUs: 1 });
    await refused(`/tags/${tagId}/rename`, { name: "乙" }, 409, "contact.tag_not_ours");
    const row = await test.app.db.getRepository(CorpTag).findOneByOrFail({ corpId: test.corpId, tagId: tagId! });
    expect(row).toMatchObject({ name: "甲", createdByUs: 0 });
  });

  it("knows a tag for its own though the answer was lost, and makes none twice", async () => {
    await test.sandbox.control("PUT", "/faults", {
      api: [{ path: `${API}/add_corp_tag`, cutAfterWork: true, times: 1 }],
    });
    const ids = await create({ groupName: "丢失的回答", names: ["一", "二"] });
    expect(ids).toHaveLength(2);
    expect(await group("丢失的回答")).toMatchObject({ createdByUs: true });
    await test.sandbox.control("PUT", "/faults", {
      api: [{ path: `${API}/del_corp_tag`, cutAfterWork: true, times: 1 }],
    });
    await routes.post("/tags/delete", { tagIds: [ids[0]] });
    expect((await group("丢失的回答"))?.tags.map((tag) => tag.id)).toEqual([ids[1]]);
  });

  it("makes one tag of one name when two people ask at once", async () => {
    const body = { groupName: "同时", names: ["一样"] };
    const answers = await Promise.allSettled([create(body), create(body)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual(["fulfilled", "rejected"]);
    const stored = await test.app.db.getRepository(CorpTag).findBy({ corpId: test.corpId, name: "一样" });
    expect(stored).toHaveLength(1);
  });

  it("says clearly what WeCom does not take", async () => {
    const [id, other] = await create({ groupName: "说明", names: ["旧名", "另一个"] });
    await refused("/tags", { groupName: "说明", names: ["旧名"] }, 409, "contact.tag_name_taken");
    await refused(`/tags/${id}/rename`, { name: "另一个" }, 409, "contact.tag_name_taken");
    await refused(`/tags/${id}/rename`, { name: "长".repeat(31) }, 422, "request.invalid");
    await refused("/tags/etNOBODY/rename", { name: "名" }, 422, "contact.unknown_tag");
    await test.sandbox.act("tag.delete", { tagId: other });
    await refused(`/tags/${other}/rename`, { name: "已删" }, 422, "contact.unknown_tag");
    await test.sandbox.control("PUT", "/faults", { api: [{ path: `${API}/add_corp_tag`, errcode: 40126, times: 1 }] });
    await refused("/tags", { groupName: "说明", names: ["多一个"] }, 422, "contact.tag_limit");
    await test.sandbox.control("PUT", "/faults", { api: [{ path: `${API}/add_corp_tag`, errcode: 40072, times: 1 }] });
    await refused("/tags", { groupName: "说明", names: ["怪名"] }, 422, "contact.tag_name_invalid");
  });

  it("is for managers; a deleted group takes the customers' tags with it", async () => {
    const [id] = await create({ groupName: "临时", names: ["试用"] });
    await test.app.db
      .getRepository(RelationTag)
      .insert({ corpId: test.corpId, externalUserid: "wmX", userid: "m1", tagId: id! });
    expect((await group("临时"))?.tags[0]?.customers).toBe(1);
    const groupId = (await group("临时"))!.id;
    routes.as(repOf(test.corpId, "m1"));
    await routes.post("/tags", { groupName: "x", names: ["x"] }, 403);
    await routes.post("/tags/delete", { tagIds: [id] }, 403);
    routes.as(adminOf(test.corpId));
    await routes.post("/tags/delete", { groupIds: [groupId] });
    expect(await test.app.db.getRepository(RelationTag).countBy({ corpId: test.corpId, tagId: id! })).toBe(0);
    const gone = await test.app.db.getRepository(CorpTagGroup).findOneByOrFail({ corpId: test.corpId, groupId });
    expect(gone.deletedAt).not.toBeNull();
  });
});

describe("spread", () => {
  const rows = fc.array(fc.record({ order: fc.nat({ max: 5_000 }), ours: fc.boolean() }), { maxLength: 12 });

  it("gives an order that falls, touches nothing of others, and says so when it cannot", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const sequence: Ordered[] = given.map((row, index) => ({ id: `t${index}`, ...row }));
        const changes = spread(sequence);
        if (changes === null) {
          expect(sequence.some((row) => !row.ours)).toBe(true);
          return;
        }
        const next = sequence.map((row) => ({
          ...row,
          order: changes.find(({ id }) => id === row.id)?.order ?? row.order,
        }));
        expect(changes.every(({ id }) => sequence.find((row) => row.id === id)?.ours)).toBe(true);
        for (const [index, row] of next.entries()) {
          expect(row.order).toBeGreaterThanOrEqual(0);
          expect(row.order).toBeLessThan(2 ** 32);
          const after = next[index + 1];
          if (after && (row.ours || after.ours)) expect(row.order).toBeGreaterThan(after.order);
        }
      }),
    );
  });

  it("changes as little as it can", () => {
    const row = (id: string, order: number, ours = true) => ({ id, order, ours });
    expect(spread([row("a", 30), row("b", 20), row("c", 10)])).toEqual([]);
    expect(spread([row("a", 5), row("theirs", 100, false), row("b", 20)])).toEqual([{ id: "a", order: 1_100 }]);
    expect(spread([row("x", 10, false), row("a", 50), row("y", 9, false)])).toBeNull();
  });
});
