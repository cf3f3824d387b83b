import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startTestSandbox, type TestSandbox, until } from "../testing";

describe("what a corp has beside 客户联系", () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  const now = async () => (await sandbox.control<{ now: number }>("GET", "/clock")).now;

  it("lists payments by payee, without those of members outside the visible range", async () => {
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" });
    const paid = await sandbox.act<{ transactionId: string }>("pay.record", {
      externalUserid,
      payeeUserid: "m1",
      totalFee: 39_900,
      commodities: [{ description: "滤芯", amount: 1 }],
    });
    await sandbox.act("pay.record", { externalUserid, payeeUserid: "m4", totalFee: 100 });
    const range = { begin_time: (await now()) - 60, end_time: (await now()) + 60 };
    const answer = await sandbox.api<{ bill_list: Record<string, unknown>[] }>("externalpay/get_bill_list", range);
    expect(answer.bill_list).toEqual([
      expect.objectContaining({
        transaction_id: paid.transactionId,
        external_userid: externalUserid,
        total_fee: 39_900,
      }),
    ]);
    const tooLong = { begin_time: (await now()) - 40 * 86_400, end_time: await now() };
    expect((await sandbox.api("externalpay/get_bill_list", tooLong)).errcode).not.toBe(0);
  });

  it("counts what a 获客链接 brings and carries its channel into the relation", async () => {
    const { link } = await sandbox.api<{ link: { link_id: string; url: string } }>(
      "externalcontact/customer_acquisition/create_link",
      { link_name: "短信", range: { user_list: ["m1"] } },
    );
    await sandbox.act("acquisition.visit", { linkId: link.link_id, adds: false });
    const met = await sandbox.act<{ externalUserid: string }>("acquisition.visit", {
      linkId: link.link_id,
      channel: "sms7",
    });
    const detail = await sandbox.api<{ follow_user: { add_way: number; state: string }[] }>(
      "externalcontact/get",
      undefined,
      {
        external_userid: met.externalUserid,
      },
    );
    expect(detail.follow_user[0]).toMatchObject({ add_way: 16, state: "sms7" });
    const customers = () =>
      sandbox.api<{ customer_list: unknown[] }>("externalcontact/customer_acquisition/customer", {
        link_id: link.link_id,
      });
    expect((await customers()).customer_list).toEqual([
      { external_userid: met.externalUserid, userid: "m1", chat_status: 0, state: "sms7" },
    ]);
    await sandbox.act("message.send", { from: met.externalUserid, to: "m1", msgtype: "text", content: "你好" });
    expect((await customers()).customer_list).toEqual([expect.objectContaining({ chat_status: 1 })]);
    const statistic = await sandbox.api("externalcontact/customer_acquisition/statistic", {
      link_id: link.link_id,
      start_time: (await now()) - 86_400,
      end_time: (await now()) + 60,
    });
    expect(statistic).toMatchObject({ click_link_customer_cnt: 2, new_customer_cnt: 1 });
    expect(await sandbox.api("externalcontact/customer_acquisition_quota")).toMatchObject({ total: 1, balance: 999 });
  });

  it("keeps products whose pictures come from the album's own upload only", async () => {
    const upload = async (path: string) => {
      const form = new FormData();
      const png = Buffer.from(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        "base64",
      );
      form.append("media", new Blob([png], { type: "image/png" }), "a.png");
      const { corpId, appSecret } = await sandbox.control<{ corpId: string; appSecret: string }>("GET", "/corp");
      const login = await fetch(`${sandbox.url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${appSecret}`);
      const { access_token } = (await login.json()) as { access_token: string };
      const response = await fetch(`${sandbox.url}/cgi-bin/${path}&access_token=${access_token}`, {
        method: "POST",
        body: form,
      });
      return ((await response.json()) as { media_id: string }).media_id;
    };
    const product = (media_id: string) => ({
      description: "厨下净水器",
      price: 259_900,
      product_sn: "CQ800",
      attachments: [{ type: "image", image: { media_id } }],
    });
    const wrong = await upload("media/upload?type=image");
    expect(await sandbox.api("externalcontact/add_product_album", product(wrong))).toMatchObject({ errcode: 40007 });
    const right = await upload("media/upload_attachment?media_type=image&attachment_type=2");
    const { product_id } = await sandbox.api<{ product_id: string }>(
      "externalcontact/add_product_album",
      product(right),
    );
    await sandbox.api("externalcontact/update_product_album", { product_id, price: 239_900 });
    const read = await sandbox.api<{ product: object }>("externalcontact/get_product_album", { product_id });
    expect(read.product).toMatchObject({ product_id, price: 239_900, product_sn: "CQ800" });
  });

  it("lets a robot send files of its own, and no other robot's", async () => {
    const [one, two] = [await sandbox.act("robot.create"), await sandbox.act("robot.create")];
    const form = new FormData();
    form.append("media", new Blob(["一份报价单"]), "报价.txt");
    const path = `webhook/upload_media?key=${one.key}&type=file`;
    const uploaded = (await (await fetch(`${sandbox.url}/cgi-bin/${path}`, { method: "POST", body: form })).json()) as {
      media_id: string;
    };
    const send = async (key: unknown) => {
      const body = JSON.stringify({ msgtype: "file", file: { media_id: uploaded.media_id } });
      const response = await fetch(`${sandbox.url}/cgi-bin/webhook/send?key=${key}`, { method: "POST", body });
      return ((await response.json()) as { errcode: number }).errcode;
    };
    expect([await send(one.key), await send(two.key)]).toEqual([0, 40007]);
  });

  it("lets a robot speak 20 times a minute, by its key alone", async () => {
    const { key } = await sandbox.act<{ key: string }>("robot.create");
    const say = async (webhook = key) => {
      const body = JSON.stringify({ msgtype: "markdown", markdown: { content: "**日报**" } });
      const response = await fetch(`${sandbox.url}/cgi-bin/webhook/send?key=${webhook}`, { method: "POST", body });
      return ((await response.json()) as { errcode: number }).errcode;
    };
    for (let i = 0; i < 20; i++) expect(await say()).toBe(0);
    expect(await say()).toBe(45009);
    expect(await say("other")).toBe(93000);
    const { messages } = await sandbox.control<{ messages: unknown[] }>("GET", `/robots/${key}`);
    expect(messages).toHaveLength(20);
  });

  it("fetches media by url for group welcomes, and tells a wrong md5", async () => {
    const file = Buffer.from("手册".repeat(50));
    const server = createServer((_, response) => response.end(file));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.pdf`;
    const job = async (md5: string) => {
      const request = { scene: 1, type: "file", filename: "a.pdf", url, md5 };
      const { jobid } = await sandbox.api<{ jobid: string }>("media/upload_by_url", request);
      return until(async () => {
        const answer = await sandbox.api<{ status: number; detail?: { errcode: number; media_id?: string } }>(
          "media/get_upload_by_url_result",
          { jobid },
        );
        return answer.status === 1 ? null : answer;
      });
    };
    const done = await job(createHash("md5").update(file).digest("hex"));
    expect(done).toMatchObject({ status: 2, detail: { errcode: 0 } });
    const material = { text: { content: "欢迎" }, file: { media_id: done.detail!.media_id } };
    expect(await sandbox.api("externalcontact/group_welcome_template/add", material)).toMatchObject({ errcode: 0 });
    expect(await job("0".repeat(32))).toMatchObject({ status: 3, detail: { errcode: 301019 } });
    server.closeAllConnections();
    server.close();
  });
});
