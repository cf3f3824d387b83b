import type { BrowserContext, Page } from "playwright-core";
import { open as decrypt } from "../callbacks/crypto";
import { childText, parseXml } from "../callbacks/xml";
import { AES_KEY, type Arrival, startReceiver, TOKEN, until } from "../testing";
import { type Answer, browserSuite, type Clients, type PhoneMessage, startClients } from "./testing/clients";
import { Entry } from "./view";

const ALL = [
  "getContext",
  "getCurExternalContact",
  "getCurExternalChat",
  "sendChatMessage",
  "openEnterpriseChat",
  "openExistedChatWithMsg",
  "updateEnterpriseChat",
  "shareToExternalContact",
  "shareToExternalChat",
  "shareToExternalMoments",
  "selectExternalContact",
  "navigateToAddCustomer",
  "createExternalPayment",
  "openUserProfile",
  "previewFile",
];
const LINK = {
  title: "更换指南",
  desc: "三步完成",
  url: "https://scrm.example.com/p/2",
  imgUrl: "https://scrm.example.com/2.png",
};
const TEXT = { msgtype: "text", text: { content: "您好" } };

const opened = (arrival: Arrival): string => decrypt(AES_KEY, childText(parseXml(arrival.body)!, "Encrypt")!)!.message;

browserSuite("what a page may ask of the client", () => {
  let clients: Clients;
  let context: BrowserContext;
  const ids = { own: "", second: "", colleagues: "", group: "", others: "" };

  const pages = new Map<string, Page>();
  /** One page per opening: each keeps to its own client, whichever the browser entered since. */
  const open = async (query: Record<string, string> = {}): Promise<Page> => {
    const key = JSON.stringify(query);
    const page = pages.get(key) ?? (await clients.open(context, query));
    pages.set(key, page);
    return page;
  };
  const call = (page: Page, name: string, params: unknown = {}): Promise<Answer> =>
    clients.run(page, ALL, name, params);
  /** Makes a call that asks the person, who presses `part`. */
  const answered = async (page: Page, part: "confirm" | "cancel", name: string, params: unknown): Promise<Answer> => {
    const answer = call(page, name, params);
    await page.locator(`[data-wecom="${part}"]`).click();
    return answer;
  };
  const newest = async (customer = ids.own): Promise<PhoneMessage | undefined> =>
    (await clients.phone(customer)).at(-1);
  const add = async (userid: string, name: string): Promise<string> =>
    (await clients.sandbox.act<{ externalUserid: string }>("customer.add", { userid, name })).externalUserid;

  beforeAll(async () => {
    clients = await startClients();
    context = await clients.browser.newContext();
    ids.own = await add("m1", "王女士");
    ids.second = await add("m1", "李先生");
    ids.colleagues = await add("m2", "赵女士");
    const group = { owner: "m1", members: [], customers: [ids.own], name: "王女士服务群" };
    ids.group = (await clients.sandbox.act<{ chatId: string }>("group.create", group)).chatId;
    const others = { owner: "m2", members: [], customers: [ids.colleagues], name: "别人的群" };
    ids.others = (await clients.sandbox.act<{ chatId: string }>("group.create", others)).chatId;
  });
  afterAll(() => clients?.close());

  describe("getContext", () => {
    it.each(Entry.options)("tells the entry %s", async (entry) => {
      expect(await call(await open({ entry }), "getContext")).toMatchObject({ errMsg: "getContext:ok", entry });
    });
    it("says normal where the client is older than the entry", async () => {
      const page = await open({ entry: "internal_group_chat_board", version: "4.1.35" });
      expect((await call(page, "getContext")).entry).toBe("normal");
    });
  });

  describe("who stands beside the page", () => {
    it.each(["contact_profile", "single_chat_tools", "single_kf_tools"])("is a customer at %s", async (entry) => {
      const answer = await call(await open({ peer: ids.own, entry }), "getCurExternalContact");
      expect(answer).toMatchObject({ errMsg: "getCurExternalContact:ok", userId: ids.own });
    });
    it.each(["group_chat_tools", "chat_attachment", "normal"])("is no customer at %s", async (entry) => {
      const answer = await call(await open({ peer: ids.own, entry }), "getCurExternalContact");
      expect(answer.errMsg).toBe("getCurExternalContact:fail without context of external contact");
    });
    it("is a group only at the group's tool bar", async () => {
      expect(await call(await open({ chatId: ids.group }), "getCurExternalChat")).toMatchObject({ chatId: ids.group });
      const answer = await call(await open({ peer: ids.own }), "getCurExternalChat");
      expect(answer.errMsg).toBe("getCurExternalChat:fail without context of external chat");
    });
  });

  describe("sendChatMessage", () => {
    const NEWS = {
      link: "https://scrm.example.com/p/1",
      title: "更换指南",
      desc: "三步完成",
      imgUrl: "https://a.cn/1.png",
    };
    const PROGRAM = { appid: "wx1", title: "预约安装", imgUrl: "https://a.cn/2.png", page: "pages/index.html?x=1" };

    it("sends every kind into the chat and onto the customer's phone", async () => {
      const page = await open({ peer: ids.own });
      const image = await clients.product.upload("水质.png", Buffer.from("\x89PNG picture", "latin1"), "image");
      const video = await clients.product.upload("安装.mp4", Buffer.from("\0\0\0\x18ftypmp42", "latin1"), "video");
      const file = await clients.product.upload("报价单.pdf", "%PDF-1.4 quotation");
      const sent: [unknown, unknown][] = [
        [TEXT, { text: "您好", attachments: [] }],
        [{ msgtype: "image", image: { mediaid: image } }, { attachments: [{ msgtype: "image" }] }],
        [{ msgtype: "video", video: { mediaid: video } }, { attachments: [{ msgtype: "video" }] }],
        [{ msgtype: "file", file: { mediaid: file } }, { attachments: [{ file: { filename: "报价单.pdf" } }] }],
        [{ msgtype: "news", news: NEWS }, { attachments: [{ link: { title: "更换指南", link_url: NEWS.link } }] }],
        [{ msgtype: "miniprogram", miniprogram: PROGRAM }, { attachments: [{ weapp: { title: "预约安装" } }] }],
      ];
      for (const [message, seen] of sent) {
        expect(await call(page, "sendChatMessage", message)).toMatchObject({ errMsg: "sendChatMessage:ok" });
        expect(await newest()).toMatchObject({ via: "chat", from: "m1", ...(seen as object) });
      }
      const path = `/chats?userid=m1&peer=${ids.own}`;
      const chat = await clients.sandbox.control<{ messages: { msgtype: string }[] }>("GET", path);
      expect(chat.messages.slice(-6).map((row) => row.msgtype)).toEqual("text image video file link weapp".split(" "));
    });

    it("sends into the group beside which the page stands", async () => {
      const answer = await call(await open({ chatId: ids.group }), "sendChatMessage", TEXT);
      expect(answer.errMsg).toBe("sendChatMessage:ok");
      expect(await newest()).toMatchObject({ via: "group", chatId: ids.group, text: "您好" });
    });

    it("refuses what lacks a field, or is of no known kind", async () => {
      const page = await open({ peer: ids.own });
      const before = (await clients.phone(ids.own)).length;
      const spoiled = [
        { msgtype: "text", text: { content: "" } },
        { msgtype: "image", image: {} },
        ...Object.keys(NEWS).map((name) => ({ msgtype: "news", news: { ...NEWS, [name]: undefined } })),
        ...Object.keys(PROGRAM).map((name) => ({
          msgtype: "miniprogram",
          miniprogram: { ...PROGRAM, [name]: undefined },
        })),
        { msgtype: "miniprogram", miniprogram: { ...PROGRAM, page: "pages/index" } },
        { msgtype: "msgmenu", msgmenu: { list: [{ type: "click", click: { content: "好" } }] } },
        { msgtype: "sticker" },
      ];
      for (const message of spoiled) {
        const { errMsg } = await call(page, "sendChatMessage", message);
        expect([message, errMsg]).toEqual([message, expect.not.stringContaining(":ok")]);
      }
      const media = await call(page, "sendChatMessage", { msgtype: "image", image: { mediaid: "invented" } });
      expect(media).toMatchObject({ errMsg: "sendChatMessage:invalid mediaid", errCode: 40007 });
      expect((await clients.phone(ids.own)).length).toBe(before);
    });

    it("answers beside a 微信客服 session only as its receptionist", async () => {
      const { kfAccounts } = await clients.sandbox.control<{ kfAccounts: { openKfId: string }[] }>("GET", "/corp");
      const openKfId = kfAccounts[0]?.openKfId ?? "";
      const page = await open({ peer: ids.own, openKfId });
      await clients.sandbox.act("kf.message", { openKfId, externalUserid: ids.own, text: "在吗" });
      expect((await call(page, "sendChatMessage", TEXT)).errMsg).not.toContain(":ok");
      await clients.sandbox.api("kf/servicer/add", { open_kfid: openKfId, userid_list: ["m1"] });
      const state = { open_kfid: openKfId, external_userid: ids.own, service_state: 3, servicer_userid: "m1" };
      expect(await clients.sandbox.api("kf/service_state/trans", state)).toMatchObject({ errcode: 0 });
      const menu = {
        msgtype: "msgmenu",
        msgmenu: { head_content: "请选择", list: [{ type: "click", click: { id: "1", content: "换芯" } }] },
      };
      for (const message of [TEXT, menu])
        expect(await call(page, "sendChatMessage", message)).toMatchObject({ errMsg: "sendChatMessage:ok" });
      expect(await newest()).toMatchObject({ via: "kf", from: openKfId, attachments: [{ msgtype: "msgmenu" }] });
      const rows = await clients.sandbox.api<{ msg_list: Record<string, unknown>[] }>("kf/sync_msg", {
        open_kfid: openKfId,
        limit: 1000,
      });
      expect(rows.msg_list).toContainEqual(
        expect.objectContaining({ origin: 5, servicer_userid: "m1", text: { content: "您好" } }),
      );
    });

    it("refuses a customer of a colleague, and pages without a chat beside them", async () => {
      const foreign = await call(await open({ peer: ids.colleagues }), "sendChatMessage", TEXT);
      expect(foreign.errMsg).toBe("sendChatMessage:invalid user");
      expect((await call(await open({ chatId: ids.others }), "sendChatMessage", TEXT)).errMsg).toBe(
        "sendChatMessage:invalid user",
      );
      expect((await call(await open({ entry: "normal" }), "sendChatMessage", TEXT)).errMsg).toContain(
        "without context",
      );
    });

    it("lacks the + panel on a Mac, and mini programs on an older Mac", async () => {
      const panel = { peer: ids.own, entry: "chat_attachment" };
      expect((await call(await open({ ...panel, platform: "mac" }), "sendChatMessage", TEXT)).errMsg).toContain(
        "without context",
      );
      expect((await call(await open(panel), "sendChatMessage", TEXT)).errMsg).toBe("sendChatMessage:ok");
      const program = { msgtype: "miniprogram", miniprogram: PROGRAM };
      const old = await open({ peer: ids.own, platform: "mac", version: "4.1.25" });
      expect((await call(old, "sendChatMessage", program)).errMsg).toBe("sendChatMessage:unsupported msgtype");
    });
  });

  describe("groups", () => {
    it("creates one with customers when the member agrees, and the server hears of it", async () => {
      const page = await open();
      const receiver = await startReceiver((response) => response.end());
      await clients.sandbox.control("PUT", "/callback", { url: receiver.url, token: TOKEN, aesKey: AES_KEY });
      const wish = { groupName: "专属服务群", userIds: ["m2"], externalUserIds: [ids.own] };
      expect((await answered(page, "cancel", "openEnterpriseChat", wish)).errMsg).toBe("openEnterpriseChat:cancel");
      const answer = await answered(page, "confirm", "openEnterpriseChat", wish);
      expect(answer).toMatchObject({ errMsg: "openEnterpriseChat:ok", chatId: expect.stringMatching(/^wr/) });
      const event = await until(() =>
        receiver.arrivals.map(opened).find((xml) => xml.includes("change_external_chat")),
      );
      expect(childText(parseXml(event)!, "ChangeType")).toBe("create");
      expect(childText(parseXml(event)!, "ChatId")).toBe(answer.chatId);
      const found = await clients.sandbox.api<{ group_chat: { owner: string; name: string } }>(
        "externalcontact/groupchat/get",
        {
          chat_id: answer.chatId,
        },
      );
      expect(found.group_chat).toMatchObject({ owner: "m1", name: "专属服务群" });
      await clients.sandbox.control("PUT", "/callback", { url: null });
      await receiver.close();
    });

    it("refuses customers of a colleague, nobody at all, and too many people", async () => {
      const page = await open();
      const told = async (wish: object) =>
        (await call(page, "openEnterpriseChat", { groupName: "群", ...wish })).errMsg;
      expect(await told({ userIds: ["m2"], externalUserIds: [ids.colleagues] })).toBe(
        "openEnterpriseChat:invalid user",
      );
      expect(await told({ userIds: ["nobody"], externalUserIds: [ids.own] })).toBe("openEnterpriseChat:invalid user");
      expect(await told({ userIds: [], externalUserIds: [] })).not.toContain(":ok");
      expect(await told({ chatId: ids.others })).toBe("openEnterpriseChat:unsupported chat");
    });

    it("opens a known one, tells no chatId to older clients, and does not see what those do not know", async () => {
      const known = { chatId: ids.group };
      expect(await call(await open(), "openEnterpriseChat", known)).toMatchObject({ chatId: ids.group });
      const wish = { groupName: "群", userIds: ["m2"], externalUserIds: [ids.own] };
      const before = await open({ version: "3.0.35" });
      const made = await answered(before, "confirm", "openEnterpriseChat", wish);
      expect(made.errMsg).toBe("openEnterpriseChat:ok");
      expect(made.chatId ?? "").toBe("");
      expect((await call(before, "openEnterpriseChat", known)).errMsg).not.toContain(":ok");
    });

    it("needs 客户联系 and the app's right for customers only", async () => {
      const page = await open({ as: "m3" });
      const wish = { userIds: ["m2"], externalUserIds: [ids.own] };
      expect((await call(page, "openEnterpriseChat", wish)).errMsg).toBe("openEnterpriseChat:fail no permission");
      expect((await call(page, "openEnterpriseChat", { userIds: ["m2"] })).errMsg).toBe("openEnterpriseChat:ok");
    });

    it("says something in a known one on the way in, from 4.0.2", async () => {
      const wish = { chatId: ids.group, msg: { msgtype: "link", link: LINK } };
      expect(await call(await open(), "openExistedChatWithMsg", wish)).toMatchObject({
        errMsg: "openExistedChatWithMsg:ok",
      });
      expect(await newest()).toMatchObject({ via: "group", attachments: [{ link: { title: "更换指南" } }] });
      const count = (await clients.phone(ids.own)).length;
      expect((await call(await open({ version: "4.0.1" }), "openExistedChatWithMsg", wish)).errMsg).toContain(":ok");
      expect((await clients.phone(ids.own)).length).toBe(count);
      const page = await open();
      expect((await call(page, "openExistedChatWithMsg", { ...wish, chatId: ids.others })).errMsg).toBe(
        "openExistedChatWithMsg:unsupported chat",
      );
      const old = await open({ version: "3.1.7" });
      expect((await call(old, "openExistedChatWithMsg", wish)).errMsg).toBe(
        "openExistedChatWithMsg:function not exist",
      );
    });

    it("takes colleagues in, never customers, and not on a Mac", async () => {
      const page = await open();
      const wish = { chatId: ids.group, userIdsToAdd: ["m2"] };
      expect((await call(page, "updateEnterpriseChat", wish)).errMsg).toBe("updateEnterpriseChat:ok");
      const { group_chat } = await clients.sandbox.api<{ group_chat: { member_list: { userid: string }[] } }>(
        "externalcontact/groupchat/get",
        { chat_id: ids.group },
      );
      expect(group_chat.member_list.map((row) => row.userid)).toContain("m1");
      const customer = { chatId: ids.group, userIdsToAdd: [ids.second] };
      expect((await call(page, "updateEnterpriseChat", customer)).errMsg).toBe("updateEnterpriseChat:invalid user");
      expect((await call(page, "updateEnterpriseChat", { ...wish, chatId: ids.others })).errMsg).toBe(
        "updateEnterpriseChat:unsupported chat",
      );
      expect((await call(await open({ platform: "mac" }), "updateEnterpriseChat", wish)).errMsg).toBe(
        "updateEnterpriseChat:function not exist",
      );
    });
  });

  describe("群发助手", () => {
    it("sends text and attachments to customers when the member presses send, and counts it", async () => {
      const page = await open();
      const file = await clients.product.upload("报价单.pdf", "%PDF-1.4 quotation");
      const wish = {
        externalUserIds: [ids.own],
        text: { content: "周五有活动" },
        attachments: [
          { msgtype: "link", link: LINK },
          { msgtype: "file", file: { mediaid: file } },
        ],
      };
      expect((await answered(page, "cancel", "shareToExternalContact", wish)).errMsg).toBe(
        "shareToExternalContact:cancel",
      );
      expect((await newest())?.text).not.toBe("周五有活动");
      expect((await answered(page, "confirm", "shareToExternalContact", wish)).errMsg).toBe(
        "shareToExternalContact:ok",
      );
      expect(await newest()).toMatchObject({
        via: "groupmsg",
        text: "周五有活动",
        attachments: [{ link: { url: LINK.url } }, { file: { filename: "报价单.pdf", media_id: file } }],
      });
    });

    it("lets the member choose where the page names nobody, or the client takes no names", async () => {
      const wish = { externalUserIds: [ids.own], text: { content: "选中的人" } };
      for (const query of [{ version: "4.1.9" }, { platform: "mac" }] as Record<string, string>[]) {
        const page = await open(query);
        const answer = call(page, "shareToExternalContact", wish);
        await page.getByLabel("李先生").check();
        await page.locator('[data-wecom="confirm"]').click();
        expect((await answer).errMsg).toBe("shareToExternalContact:ok");
      }
      expect((await newest(ids.second))?.text).toBe("选中的人");
      expect((await newest())?.text).not.toBe("选中的人");
    });

    it("knows only a link card before 3.1.6", async () => {
      const page = await open({ version: "3.1.5" });
      expect((await call(page, "shareToExternalContact", { text: { content: "x" } })).errMsg).toBe(
        "shareToExternalContact:invalid parameter",
      );
      const card = { title: "老版本", desc: "链接", link: LINK.url, imgUrl: LINK.imgUrl };
      const answer = call(page, "shareToExternalContact", card);
      await page.getByLabel("王女士").check();
      await page.locator('[data-wecom="confirm"]').click();
      expect((await answer).errMsg).toBe("shareToExternalContact:ok");
      expect(await newest()).toMatchObject({ attachments: [{ link: { title: "老版本" } }] });
    });

    it("reaches the member's own groups", async () => {
      const wish = { chatIds: [ids.group], text: { content: "群里的通知" } };
      const page = await open();
      expect((await answered(page, "confirm", "shareToExternalChat", wish)).errMsg).toBe("shareToExternalChat:ok");
      expect(await newest()).toMatchObject({ via: "groupmsg", chatId: ids.group, text: "群里的通知" });
      expect((await call(page, "shareToExternalChat", { ...wish, chatIds: [ids.others] })).errMsg).toBe(
        "shareToExternalChat:invalid user",
      );
    });

    it("refuses customers of a colleague, over 4000 characters and over nine attachments", async () => {
      const page = await open();
      const told = async (wish: object) => (await call(page, "shareToExternalContact", wish)).errMsg;
      expect(await told({ externalUserIds: [ids.own, ids.colleagues], text: { content: "x" } })).toBe(
        "shareToExternalContact:invalid user",
      );
      expect(await told({ text: { content: "字".repeat(4001) } })).toBe("shareToExternalContact:invalid parameter");
      const ten = Array.from({ length: 10 }, () => ({ msgtype: "link", link: LINK }));
      expect(await told({ attachments: ten })).toBe("shareToExternalContact:invalid parameter");
    });

    it("publishes a moment from a phone, where the desktop has no such function", async () => {
      const wish = { text: { content: "新品到店" }, attachments: [{ msgtype: "link", link: LINK }] };
      expect((await call(await open(), "shareToExternalMoments", wish)).errMsg).toBe(
        "shareToExternalMoments:function not exist",
      );
      const page = await open({ platform: "android" });
      expect((await answered(page, "cancel", "shareToExternalMoments", wish)).errMsg).toBe(
        "shareToExternalMoments:cancel",
      );
      expect((await answered(page, "confirm", "shareToExternalMoments", wish)).errMsg).toBe(
        "shareToExternalMoments:ok",
      );
      expect(await newest()).toMatchObject({ via: "moment", from: "m1", text: "新品到店" });
      const twoLinks = { attachments: [wish.attachments[0], wish.attachments[0]] };
      expect((await call(page, "shareToExternalMoments", twoLinks)).errMsg).toBe(
        "shareToExternalMoments:invalid parameter",
      );
      expect((await call(page, "navigateToAddCustomer")).errMsg).toBe("navigateToAddCustomer:ok");
    });
  });

  it("lets the member choose among own customers", async () => {
    const page = await open();
    const answer = call(page, "selectExternalContact", { filterType: 0 });
    await page.getByLabel("李先生").check();
    expect(await page.getByLabel("赵女士").count()).toBe(0);
    await page.locator('[data-wecom="confirm"]').click();
    expect(await answer).toMatchObject({ errMsg: "selectExternalContact:ok", userIds: [ids.second] });
    expect((await answered(page, "cancel", "selectExternalContact", { filterType: 1 })).errMsg).toBe(
      "selectExternalContact:cancel",
    );
    expect((await call(page, "selectExternalContact", { filterType: 7 })).errMsg).toBe(
      "selectExternalContact:invalid parameter",
    );
  });

  it("asks for money from 4.0.12 within the limits", async () => {
    const page = await open({ peer: ids.own });
    const wish = { paymentType: 0, totalFee: 29_900, description: "滤芯" };
    expect(await answered(page, "confirm", "createExternalPayment", wish)).toMatchObject({
      paymentId: expect.stringMatching(/./),
    });
    expect((await answered(page, "cancel", "createExternalPayment", wish)).errMsg).toBe("createExternalPayment:cancel");
    for (const totalFee of [0, 5_000_001])
      expect((await call(page, "createExternalPayment", { ...wish, totalFee })).errMsg).toBe(
        "createExternalPayment:invalid parameter",
      );
    const old = await open({ version: "4.0.11" });
    expect((await call(old, "createExternalPayment", wish)).errMsg).toBe("createExternalPayment:function not exist");
  });

  it("shows profiles of members and own customers, files, and closes the page", async () => {
    const page = await clients.open(context, {});
    expect((await call(page, "openUserProfile", { type: 1, userid: "m2" })).errMsg).toBe("openUserProfile:ok");
    expect((await call(page, "openUserProfile", { type: 2, userid: ids.own })).errMsg).toBe("openUserProfile:ok");
    expect((await call(page, "openUserProfile", { type: 2, userid: ids.colleagues })).errMsg).toBe(
      "openUserProfile:user not found",
    );
    const file = { url: "https://scrm.example.com/a.pdf", name: "报价单.pdf", size: 12 };
    expect((await call(page, "previewFile", file)).errMsg).toBe("previewFile:ok");
    await page.getByText("报价单.pdf").waitFor();
    expect((await call(page, "previewFile", { url: "nowhere" })).errMsg).toBe("previewFile:invalid url");
    await page.locator('[data-wecom="close"]').click();
    expect((await call(page, "closeWindow")).errMsg).toBe("closeWindow:ok");
    await page.locator('[data-wecom="closed"]').waitFor();
  });

  it("refuses an app outside 可调用接口的应用, a member without 客户联系 and one out of sight", async () => {
    const other = await clients.sandbox.act<{ agentId: number; appSecret: string }>("app.create", { callable: false });
    const page = await clients.open(context, { peer: ids.own });
    const as = { agentId: String(other.agentId), secret: other.appSecret };
    for (const name of ["getCurExternalContact", "sendChatMessage", "selectExternalContact", "shareToExternalContact"])
      expect((await clients.run(page, ALL, name, TEXT, as)).errMsg).toBe(`${name}:permission denied`);
    expect((await clients.run(page, ALL, "getContext", {}, as)).errMsg).toBe("getContext:ok");
    for (const member of ["m3", "m4"]) {
      const answer = await call(await open({ as: member, peer: ids.own }), "getCurExternalContact");
      expect(answer.errMsg).toBe("getCurExternalContact:fail no permission");
    }
  });

  it("refuses calls that the page did not register", async () => {
    const page = await clients.open(context, { peer: ids.own });
    for (const name of ALL.slice(1, 5))
      expect((await clients.run(page, ["getContext"], name, TEXT)).errMsg).toBe(`${name}:nopermission`);
  });

  it.each([
    ["getCurExternalContact", "2.5.7"],
    ["getCurExternalChat", "2.8.16"],
    ["sendChatMessage", "2.8.9"],
    ["updateEnterpriseChat", "3.0.35"],
    ["shareToExternalContact", "2.8.6"],
    ["selectExternalContact", "2.4.19"],
    ["openUserProfile", "2.4.19"],
  ])("has no %s at version %s", async (name, version) => {
    expect((await call(await open({ peer: ids.own, version }), name)).errMsg).toBe(`${name}:function not exist`);
  });
});
