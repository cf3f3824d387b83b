import type { Browser, Page } from "playwright-core";
import { eventually } from "../harness";
import { Product } from "../product";
import { freshRedis } from "../services";
import { hasChromium, launchBrowser, openAs, shoot } from "./browser";

const REP = "zhou.min";
const MANAGER = "zhao.qiang";
const CUSTOMER = "wmSTORY0001";
const NAME = "林小满";
const QUESTION = "你们的滤芯怎么换?300 左右的有吗";
const DAY_S = 86_400;

const story = hasChromium ? describe : describe.skip;

/** The demo story, clicked through in real browsers against the whole product. Each step builds on the one before. */
story("the story in the browser", () => {
  let product: Product;
  let browser: Browser;
  let sidebar: Page;
  let manager: Page;
  const pageErrors: string[][] = [];

  const enter = (query: Record<string, string>) => `${product.publicUrl}/__wecom/enter?${new URLSearchParams(query)}`;
  const openSidebar = () =>
    sidebar.goto(enter({ as: REP, peer: CUSTOMER, entry: "single_chat_tools", to: "/sidebar" }));
  const openConsole = (to: string) => manager.goto(enter({ as: MANAGER, to }));
  const phone = (via: string) =>
    product.sandbox.phone(CUSTOMER).then((messages) => messages.filter((message) => message.via === via));
  const now = async () => (await product.sandbox.control<{ now: number }>("GET", "/clock")).now;

  beforeAll(async () => {
    product = await Product.start({ seed: "demo", admins: [MANAGER] });
    await product.knowsMembers();
    browser = await launchBrowser();
    const rep = await openAs(browser, { width: 400, height: 860 });
    const boss = await openAs(browser, { width: 1280, height: 860 });
    sidebar = rep.page;
    manager = boss.page;
    pageErrors.push(rep.errors, boss.errors);
  });

  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  it("1: greets a customer who scans the rep's code and shows the contact in the console", async () => {
    await product.sandbox.act("customer.add", { userid: REP, externalUserid: CUSTOMER, name: NAME, addWay: 1 });
    const welcome = await eventually("the welcome", async () => (await phone("welcome"))[0]);
    expect(welcome.text).toMatch(/周敏/);
    await openConsole(`/customers?q=${encodeURIComponent(NAME)}`);
    await manager.getByRole("link", { name: NAME }).first().waitFor();
    await shoot(manager, "1-customer-in-console");
  });

  it("2: proposes a reply with its source and sends it with one tap", async () => {
    await openSidebar();
    await sidebar.getByRole("heading", { name: new RegExp(NAME) }).waitFor();
    await product.sandbox.act("message.send", { from: CUSTOMER, to: REP, msgtype: "text", content: QUESTION });
    const bubble = sidebar.locator(".sb-bubble").filter({ hasText: "来自" }).first();
    await bubble.waitFor();
    await shoot(sidebar, "2-suggestion");
    const text = ((await bubble.locator(".sb-text").textContent()) ?? "").trim();
    expect(text.length).toBeGreaterThan(5);
    await bubble.getByRole("button", { name: "发送" }).click();
    await eventually("the reply on the phone", async () =>
      (await product.sandbox.phone(CUSTOMER)).some((message) => message.text.trim() === text),
    );
  });

  it("3: tags the customer by keyword, in WeCom too", async () => {
    await eventually("mark_tag", async () => {
      const calls = await product.sandbox.calls("/cgi-bin/externalcontact/mark_tag");
      return calls.some(
        (call) => (call.body as { external_userid?: string }).external_userid === CUSTOMER && call.errcode === 0,
      );
    });
    await openSidebar();
    await sidebar.getByRole("region", { name: "标签" }).getByText("滤芯", { exact: true }).first().waitFor();
  });

  it("4: shows the manager a summary whose lines lead to their messages", async () => {
    await openConsole(`/conversations?externalUserid=${CUSTOMER}`);
    await manager.locator(".cv-item").filter({ hasText: NAME }).first().click();
    const line = manager.locator(".cv-line").first();
    await line.waitFor();
    await line.click();
    await manager.locator(".cv-message[data-marked]").first().waitFor();
    await manager.getByText("本次查看已记录").waitFor();
    await shoot(manager, "4-summary");
  });

  it("5 and 8: greets on the birthday exactly once, though the worker is killed and Redis forgets everything", async () => {
    const birthday = new Date(((await now()) + DAY_S) * 1_000);
    const local = new Date(birthday.getTime() + 8 * 3_600_000);
    await openConsole(`/customers/${CUSTOMER}`);
    await manager.getByRole("button", { name: "添加", exact: true }).click();
    await moveDown(manager, "月", local.getUTCMonth());
    await moveDown(manager, "日", local.getUTCDate() - 1);
    await manager.getByRole("button", { name: /保\s?存/ }).click();
    await manager.locator(".cu-date").filter({ hasText: "生日" }).waitFor();

    const nine = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), 1) / 1_000;
    await product.sandbox.control("POST", "/clock", { at: nine });
    await product.killProcess("worker");
    await freshRedis(product.env.REDIS_PREFIX as string);
    product.startProcess("worker");

    const task = await eventually(
      "the mass-send task",
      async () => {
        const calls = await product.sandbox.calls("/cgi-bin/externalcontact/add_msg_template");
        return calls.find((call) =>
          ((call.body as { external_userid?: string[] }).external_userid ?? []).includes(CUSTOMER),
        );
      },
      60_000,
    );
    expect(task.errcode).toBe(0);
    await openConsole("/care?tab=delivery");
    await manager.getByRole("row").filter({ hasText: NAME }).getByText("待成员确认").waitFor();
    const desk = await product.sandbox.control<{
      tasks: { msgid: string; recipients: { id: string }[] }[];
    }>("GET", `/members/${REP}/desk`);
    const msgid = desk.tasks.find((entry) => entry.recipients.some((recipient) => recipient.id === CUSTOMER))?.msgid;
    await product.sandbox.act("groupmsg.confirm", { msgid, userid: REP });
    expect(await phone("groupmsg")).toHaveLength(1);
    await manager.getByRole("row").filter({ hasText: NAME }).getByText("已送达").waitFor();
    await shoot(manager, "5-birthday-sent");
  }, 240_000);

  it("6: leaves the customer out of a push on the same day, says why, and plans it for a later day", async () => {
    await openConsole(`/knowledge?q=${encodeURIComponent("滤芯")}`);
    await manager.locator(".ct-link").first().click();
    await manager.getByRole("button", { name: "推送给客户" }).click();
    await manager.getByRole("combobox", { name: "选择标签" }).fill("滤芯");
    await manager.keyboard.press("Enter");
    await manager.getByText("位为避免打扰").waitFor();
    await shoot(manager, "6-push-forecast");
    await manager.getByRole("button", { name: /推送给 \d+ 位客户/ }).click();
    await manager.getByText("已安排推送").waitFor();
    await openConsole("/care");
    await eventually(
      "the skipped customer",
      async () => {
        await manager.getByText(/不发及原因/).click();
        const row = manager.getByRole("row").filter({ hasText: NAME });
        return (await row.count()) > 0 && /生日祝福|每天最多|今天已/.test((await row.first().textContent()) ?? "");
      },
      60_000,
    );
    await shoot(manager, "6-skipped");
  });

  it("7: opens the 1v1 group with one tap and links it to the customer", async () => {
    await openSidebar();
    await sidebar.getByRole("tab", { name: "群" }).click();
    await sidebar.getByRole("button", { name: "建专属服务群" }).click();
    await sidebar.locator('[data-wecom="confirm"]').click();
    await sidebar.getByRole("button", { name: "打开服务群" }).waitFor();
    await shoot(sidebar, "7-service-group");
    await openConsole("/servicegroups");
    await manager.getByRole("row").filter({ hasText: NAME }).getByText("正常").waitFor();
  });

  it("ends with one welcome, one greeting, and no error in any page", async () => {
    expect(await phone("welcome")).toHaveLength(1);
    expect(await phone("groupmsg")).toHaveLength(1);
    expect(pageErrors.flat()).toEqual([]);
  });
});

/** A select of antd by keyboard, from its first option so many further down: its list draws only what is in view. */
async function moveDown(page: Page, label: string, steps: number): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  for (let step = 0; step < steps; step += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
}
