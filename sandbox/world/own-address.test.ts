import { startTestSandbox, type TestSandbox } from "../testing";

describe("pictures and codes that the sandbox serves itself", () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  it("are found where the sandbox stands now, also after it came back on another port", async () => {
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", {
      userid: "m1",
      name: "王女士",
    });
    const made = await sandbox.api<{ config_id: string }>("externalcontact/add_contact_way", {
      type: 1,
      scene: 2,
      user: ["m1"],
    });
    const before = sandbox.url;
    const read = async () => {
      const { external_contact } = await sandbox.api<{ external_contact: { avatar: string } }>(
        "externalcontact/get",
        undefined,
        { external_userid: externalUserid },
      );
      const { contact_way } = await sandbox.api<{ contact_way: { qr_code: string } }>(
        "externalcontact/get_contact_way",
        {
          config_id: made.config_id,
        },
      );
      return [external_contact.avatar, contact_way.qr_code];
    };
    expect((await read()).every((url) => url.startsWith(before))).toBe(true);
    await sandbox.restart();
    expect(sandbox.url).not.toBe(before);
    for (const url of await read()) {
      const answer = await fetch(url);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    }
    const { customers } = await sandbox.control<{ customers: { avatar: string }[] }>("GET", "/customers");
    expect(customers[0]?.avatar.startsWith(sandbox.url)).toBe(true);
  });
});
