import type { ServerResponse } from "node:http";
import { AES_KEY, type Arrival, startReceiver, startTestSandbox, type TestSandbox, TOKEN, until } from "../testing";
import { open, seal, sign } from "./crypto";
import { childText, parseXml, toXml } from "./xml";

interface CallbackEntry {
  kind: string;
  changeType: string;
  attempts: number;
  status?: unknown;
  retrying?: boolean;
  reply?: string;
}

const sealedIn = (arrival: Arrival): string => childText(parseXml(arrival.body)!, "Encrypt")!;
const opened = (arrival: Arrival): string => open(AES_KEY, sealedIn(arrival))!.message;

async function callbackEntries(sandbox: TestSandbox): Promise<CallbackEntry[]> {
  const { entries } = await sandbox.control<{ entries: CallbackEntry[] }>("GET", "/journal?after=0");
  return entries.filter((entry) => entry.kind === "callback");
}

describe("callback delivery", () => {
  let sandbox: TestSandbox;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let answer: (response: ServerResponse, arrival: Arrival, n: number) => void;

  beforeEach(async () => {
    answer = (response) => response.end();
    receiver = await startReceiver((response, arrival, n) => answer(response, arrival, n));
    sandbox = await startTestSandbox();
    await sandbox.control("PUT", "/callback", { url: receiver.url, token: TOKEN, aesKey: AES_KEY });
  });
  afterEach(async () => {
    await sandbox.close();
    await receiver.close();
  });

  it("keeps the order of events while the endpoint answers", async () => {
    for (const name of ["一", "二", "三", "四", "五"]) await sandbox.act("tag.create", { groupName: "组", name });
    await until(() => receiver.arrivals.length === 6);
    const tags = await sandbox.api<{ tag_group: { tag: { id: string; name: string }[] }[] }>(
      "externalcontact/get_corp_tag_list",
      {},
    );
    const ids = receiver.arrivals.map((arrival) => childText(parseXml(opened(arrival))!, "Id"));
    expect(ids.slice(1)).toEqual(tags.tag_group[0]!.tag.map((tag) => tag.id));
  });

  it("tries four times, a second, two and three apart, then gives up and says so", async () => {
    answer = (response) => response.socket?.destroy();
    await sandbox.act("customer.add", { userid: "m1" });
    const entry = await until(
      async () => (await callbackEntries(sandbox)).find((row) => row.retrying === false),
      60_000,
    );
    expect(entry).toMatchObject({ changeType: "add_external_contact", attempts: 4, status: "refused" });
    const gaps = receiver.arrivals.slice(1).map((row, i) => row.atMs - receiver.arrivals[i]!.atMs);
    for (const [i, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual((i + 1) * 1000 - 20);
    expect(new Set(receiver.arrivals.map(opened)).size).toBe(1);
    expect(new Set(receiver.arrivals.map((row) => row.query.get("nonce"))).size).toBe(4);
  });

  it("does not retry another status than 200 when told so", async () => {
    await sandbox.control("PUT", "/callback", { url: receiver.url, token: TOKEN, aesKey: AES_KEY, retryNon200: false });
    answer = (response) => response.writeHead(500).end();
    await sandbox.act("customer.add", { userid: "m1" });
    const entry = await until(async () => (await callbackEntries(sandbox)).find((row) => row.status !== undefined));
    expect(entry).toMatchObject({ attempts: 1, status: 500 });
  });

  it("goes on after a restart with what had not been answered", async () => {
    answer = (response) => response.socket?.destroy();
    await sandbox.act("customer.add", { userid: "m1", state: "before" });
    await until(() => receiver.arrivals.length === 1);
    answer = (response) => response.end();
    await sandbox.restart();
    await until(() => receiver.arrivals.length === 2);
    expect(opened(receiver.arrivals[1]!)).toBe(opened(receiver.arrivals[0]!));
    await until(async () => (await callbackEntries(sandbox))[0]?.status === 200);
  });

  it("takes a passive reply: the tapped card's buttons go grey", async () => {
    const corp = await sandbox.control<{ agentId: number; corpId: string }>("GET", "/corp");
    await sandbox.api("message/send", {
      touser: "m1",
      msgtype: "template_card",
      agentid: corp.agentId,
      template_card: {
        card_type: "button_interaction",
        main_title: { title: "待办" },
        task_id: "todo-1",
        button_list: [{ text: "完成", key: "done" }],
      },
    });
    answer = (response) => {
      const message = "<xml><MsgType>update_button</MsgType><Button><ReplaceName>已完成</ReplaceName></Button></xml>";
      const sealed = seal(AES_KEY, message, corp.corpId);
      const style = { plainValues: false, shuffleElements: false };
      const reply = toXml(
        [
          ["Encrypt", sealed],
          ["MsgSignature", sign(TOKEN, "1700000000", "n1", sealed)],
          ["TimeStamp", 1700000000],
          ["Nonce", "n1"],
        ],
        style,
      );
      response.end(reply);
    };
    const tap = { userid: "m1", event: "template_card_event", eventKey: "done", taskId: "todo-1" };
    const { responseCode } = await sandbox.act("app.event", tap);
    const inbox = await until(async () => {
      const { messages } = await sandbox.control<{ messages: { replaceName?: string }[] }>("GET", "/inbox/m1");
      return messages[0]?.replaceName ? messages : null;
    });
    expect(inbox[0]!.replaceName).toBe("已完成");
    const event = parseXml(opened(receiver.arrivals[0]!))!;
    expect(childText(event, "FromUserName")).toBe("m1");
    expect(childText(event, "ResponseCode")).toBe(responseCode);
    const update = {
      userids: ["m1"],
      agentid: corp.agentId,
      response_code: responseCode,
      button: { replace_name: "好" },
    };
    expect((await sandbox.api("message/update_template_card", update)).errcode).toBe(0);
    expect((await sandbox.api("message/update_template_card", update)).errcode).toBe(60140);
  });

  it("refuses a passive reply with a wrong signature", async () => {
    answer = (response) => response.end("<xml><Encrypt>AAAA</Encrypt><MsgSignature>x</MsgSignature></xml>");
    await sandbox.act("app.message", { userid: "m1", text: "今日待办" });
    const entry = await until(async () => (await callbackEntries(sandbox)).find((row) => row.reply !== undefined));
    expect(entry.reply).toBe("refused: signature");
  });
});
