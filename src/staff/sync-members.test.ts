import { buildTestApp, type TestApp } from "../../test/harness";
import { Member } from "./member.entity";
import { syncMember, syncMembers } from "./sync-members";

const LIST = "/cgi-bin/user/list";
const GET = "/cgi-bin/user/get";

describe("members from WeCom", () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await buildTestApp({ sandbox: true });
  });
  afterEach(() => test.close());

  const members = () => test.app.db.getRepository(Member).findBy({ corpId: test.corpId });
  const calls = async (path: string) => (await test.sandbox.calls(path)).length;

  it("are read one by one where a department is too large for one answer", async () => {
    await syncMembers(test.app, test.corpId);
    const whole = (await members()).map((member) => [member.userid, member.name, member.contactEnabled]).sort();
    await test.app.db.getRepository(Member).delete({ corpId: test.corpId });
    await test.sandbox.control("PUT", "/faults", { api: [{ path: LIST, errcode: 45029, times: 10 }] });
    expect((await syncMembers(test.app, test.corpId)).members).toBe(whole.length);
    expect((await members()).map((member) => [member.userid, member.name, member.contactEnabled]).sort()).toEqual(
      whole,
    );
  });

  it("are read alone when one signs in before the next sync", async () => {
    const lists = await calls(LIST);
    expect(await syncMember(test.app, test.corpId, "M1")).toBe(true);
    expect(await calls(LIST)).toBe(lists);
    expect(await calls(GET)).toBe(1);
    expect(await members()).toMatchObject([{ userid: "m1", status: "active", contactEnabled: true }]);
    expect(await syncMember(test.app, test.corpId, "nobody")).toBe(false);
    expect(await members()).toHaveLength(1);
  });

  it("tell how our rows differed, and change nothing when one only looks", async () => {
    await syncMembers(test.app, test.corpId);
    await test.app.db.getRepository(Member).update({ corpId: test.corpId, userid: "m1" }, { name: "旧名" });
    await test.app.db.getRepository(Member).delete({ corpId: test.corpId, userid: "m3" });
    await test.sandbox.act("member.leave", { userid: "m2" });
    const before = await members();
    const looked = await syncMembers(test.app, test.corpId, { dryRun: true });
    expect(looked.differences).toEqual(
      expect.arrayContaining([
        { kind: "member.fields", userid: "m1", fields: ["name"] },
        { kind: "member.missing", userid: "m3" },
        { kind: "member.gone", userid: "m2" },
      ]),
    );
    expect(await members()).toEqual(before);
    await syncMembers(test.app, test.corpId);
    expect((await syncMembers(test.app, test.corpId)).differences).toEqual([]);
  });
});
