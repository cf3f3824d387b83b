import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { fc } from "../../test/property";
import { CallbackEvent, callbackStats, parkedCallbacks, replayCallbacks } from ".";
import { Intake } from "./intake";
import { type CallbackMessage, readMessage } from "./message";
import { isPlainlyKnown, meaningOf } from "./news";
import { receiveCallback } from "./receive-callback";
import { readCallback } from "./store-callbacks";

const envelope =
  "<ToUserName>ww1</ToUserName><FromUserName>sys</FromUserName><CreateTime>1700000000</CreateTime><MsgType>event</MsgType>";
const message = (inner: string): CallbackMessage => readMessage(`<xml>${envelope}${inner}</xml>`);

describe("meaning of a callback", () => {
  const newsOf = async (inner: string) => {
    const meaning = meaningOf(message(inner));
    return meaning.kind === "news" ? meaning.news : meaning.kind;
  };

  it("reads a contact change with what it has", async () => {
    const inner =
      "<Event>change_external_contact</Event><ChangeType>del_external_contact</ChangeType><UserID>g</UserID><ExternalUserID>w</ExternalUserID><Source>DELETE_BY_TRANSFER</Source>";
    const payload = {
      changeType: "del_external_contact",
      userid: "g",
      externalUserid: "w",
      eventTime: 1_700_000_000,
      source: "DELETE_BY_TRANSFER",
    };
    expect(await newsOf(inner)).toEqual([
      { name: "callback.contact", payload },
      { name: "callback.relation", payload },
    ]);
    const edit = inner.replace("del_external_contact", "edit_external_contact");
    expect(await newsOf(edit)).toMatchObject([{ name: "callback.contact" }]);
  });

  it("reads group members as items and as a text with commas", async () => {
    const group = (list: string) =>
      `<Event>change_external_chat</Event><ChatId>wr1</ChatId><ChangeType>update</ChangeType><UpdateDetail>add_member</UpdateDetail><JoinScene>3</JoinScene><QuitScene>0</QuitScene><MemChangeCnt>2</MemChangeCnt><MemChangeList>${list}</MemChangeList><LastMemVer>aa01</LastMemVer><CurMemVer>aa02</CurMemVer>`;
    const expected = [
      {
        name: "callback.group",
        payload: {
          changeType: "update",
          chatId: "wr1",
          eventTime: 1_700_000_000,
          updateDetail: "add_member",
          joinScene: 3,
          quitScene: 0,
          memberCount: 2,
          memberIds: ["a", "b"],
          lastMemVer: "aa01",
          curMemVer: "aa02",
        },
      },
    ];
    expect(await newsOf(group("<Item>a</Item><Item>b</Item>"))).toEqual(expected);
    expect(await newsOf(group("<![CDATA[a,b]]>"))).toEqual(expected);
  });

  it("reads a dismissed group, a shuffle of all tags, a notice of the archive and a consent", async () => {
    expect(
      await newsOf("<Event>change_external_chat</Event><ChatId>wr1</ChatId><ChangeType>dismiss</ChangeType>"),
    ).toMatchObject([{ payload: { changeType: "dismiss", memberIds: [] } }]);
    expect(await newsOf("<Event>change_external_tag</Event><Id></Id><ChangeType>shuffle</ChangeType>")).toMatchObject([
      { name: "callback.tag", payload: { id: "", changeType: "shuffle" } },
    ]);
    expect(await newsOf("<Event>msgaudit_notify</Event><AgentID>2000004</AgentID>")).toMatchObject([
      { name: "callback.msgaudit" },
    ]);
    const consent =
      "<Event>change_external_contact</Event><ChangeType>msg_audit_approved</ChangeType><UserID>g</UserID><ExternalUserID>w</ExternalUserID>";
    expect(await newsOf(consent)).toMatchObject([
      { name: "callback.consent", payload: { userid: "g", externalUserid: "w" } },
    ]);
  });

  it("reads a pressed card with one answer, several, and none", async () => {
    const card = (items: string) =>
      `<FromUserName>g</FromUserName><Event>template_card_event</Event><EventKey>done</EventKey><TaskId>t</TaskId><CardType>vote_interaction</CardType><ResponseCode>rc</ResponseCode>${items}`;
    const item =
      "<SelectedItem><QuestionKey>q</QuestionKey><OptionIds><OptionId>1</OptionId><OptionId>2</OptionId></OptionIds></SelectedItem>";
    const read = async (items: string) => {
      const fields = readMessage(`<xml><CreateTime>1</CreateTime><MsgType>event</MsgType>${card(items)}</xml>`);
      const meaning = meaningOf(fields);
      const first = meaning.kind === "news" ? meaning.news[0] : undefined;
      return first?.name === "callback.template-card" ? first.payload.selected : "no card";
    };
    const one = { questionKey: "q", optionIds: ["1", "2"] };
    expect(await read(`<SelectedItems>${item}</SelectedItems>`)).toEqual([one]);
    expect(await read(`<SelectedItems>${item}${item}</SelectedItems>`)).toEqual([one, one]);
    expect(await read("<SelectedItems></SelectedItems>")).toEqual([]);
    expect(await read("")).toEqual([]);
  });

  it("tells what is of no use from what is not known", async () => {
    expect(await newsOf("<Event>enter_agent</Event><EventKey></EventKey>")).toBe("ignored");
    expect(meaningOf(readMessage("<xml><MsgType>text</MsgType><Content>hi</Content></xml>"))).toEqual({
      kind: "ignored",
    });
    expect(await newsOf("<Event>something_new</Event>")).toBe("unknown");
    expect(await newsOf("<Event>change_external_contact</Event><ChangeType>something_new</ChangeType>")).toBe(
      "unknown",
    );
  });
});

describe("what is plainly known", () => {
  it("is known to the schemas too", () => {
    const field = (name: string, values: string[]) =>
      fc.constantFrom(...values, null).map((value) => (value === null ? "" : `<${name}>${value}</${name}>`));
    const inner = fc
      .tuple(
        field("Event", ["change_external_contact", "change_external_chat", "change_external_tag", "other"]),
        field("ChangeType", ["add_external_contact", "update", "", "new_one"]),
        field("UserID", ["g", "", "<A>1</A>"]),
        field("ExternalUserID", ["w", ""]),
        field("ChatId", ["wr", "", "<A>1</A>"]),
        field("Id", ["et", "", "<A>1</A>"]),
        field("TagType", ["tag", "tag_group", "other", ""]),
        field("UpdateDetail", ["add_member", "", "<A>1</A>"]),
        field("JoinScene", ["1", "-1", "x", ""]),
        field("CurMemVer", ["v", "<A>1</A>"]),
      )
      .map((fields) => fields.join(""));
    let known = 0;
    fc.assert(
      fc.property(inner, (text) => {
        const read = message(text);
        if (!isPlainlyKnown(read)) return;
        known += 1;
        expect(meaningOf(read).kind).toBe("news");
      }),
      { numRuns: 2_000 },
    );
    expect(known).toBeGreaterThan(20);
  });
});

describe("dispatch", () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await buildTestApp();
  });
  afterAll(() => test.close());

  const receive = (inner: string) =>
    receiveCallback(test.app, { corpId: test.corpId, xml: `<xml>${envelope}${inner}</xml>` });
  const find = (inner: string) =>
    test.app.db
      .getRepository(CallbackEvent)
      .findOneByOrFail({ corpId: test.corpId, xml: `<xml>${envelope}${inner}</xml>` });

  it("passes an event on once, to every subscriber", async () => {
    const inner =
      "<Event>change_external_contact</Event><ChangeType>del_follow_user</ChangeType><UserID>g</UserID><ExternalUserID>wmOnce</ExternalUserID>";
    await receive(inner);
    await receive(inner);
    await drainWork(test.app);
    expect((await find(inner)).state).toBe("dispatched");
    const passed: { handler: string }[] = await test.app.db.query(
      "SELECT handler FROM outbox WHERE corp_id = ? AND event = 'callback.contact' AND payload LIKE '%wmOnce%'",
      [test.corpId],
    );
    expect(passed.map((row) => row.handler).sort()).toEqual(
      [...test.app.registry.subscribers("callback.contact")].sort(),
    );
  });

  it("keeps unknown kinds apart by their whole text, and shows them", async () => {
    await receive("<Event>brand_new</Event><A>1</A>");
    await receive("<Event>brand_new</Event><A>2</A>");
    await drainWork(test.app);
    const parked = await parkedCallbacks(test.app, test.corpId, { limit: 100 });
    expect(parked.filter((row) => row.event === "brand_new").map((row) => row.state)).toEqual(["unknown", "unknown"]);
  });

  it("parks a known kind that lacks what it needs, naming the field and no value", async () => {
    const inner =
      "<Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType><UserID>secret-person</UserID>";
    await receive(inner);
    const outcomes = await drainWork(test.app);
    const row = await find(inner);
    expect(row).toMatchObject({ state: "dead", lastError: "missing or wrong: ExternalUserID" });
    expect(outcomes.retry).toBeUndefined();
  });

  it("looks again at what was parked when asked to, and only at that", async () => {
    const inner =
      "<Event>change_external_contact</Event><ChangeType>del_follow_user</ChangeType><UserID>g</UserID><ExternalUserID>wmLater</ExternalUserID>";
    await receive(inner);
    // As an older build would have left it.
    const { id } = await find(inner);
    await test.app.db.getRepository(CallbackEvent).update({ id }, { state: "unknown" });
    const { parked } = await callbackStats(test.app, test.corpId);
    expect(await replayCallbacks(test.app, { corpId: test.corpId, states: ["unknown"] })).toBeGreaterThan(0);
    await drainWork(test.app);
    expect((await find(inner)).state).toBe("dispatched");
    expect((await callbackStats(test.app, test.corpId)).parked).toBe(parked - 1);
  });

  it("keeps an event without a time or a type", async () => {
    expect(await receiveCallback(test.app, { corpId: test.corpId, xml: "<xml><A>1</A></xml>" })).toBe("stored");
    await drainWork(test.app);
    const row = await test.app.db
      .getRepository(CallbackEvent)
      .findOneByOrFail({ corpId: test.corpId, xml: "<xml><A>1</A></xml>" });
    expect(row).toMatchObject({ event: "message:?", eventTime: null, state: "unknown" });
  });
});

describe("intake", () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await buildTestApp();
  });
  afterAll(() => test.close());

  const change = (externalUserid: string) =>
    `<xml>${envelope}<Event>change_external_contact</Event><ChangeType>del_follow_user</ChangeType><UserID>g</UserID><ExternalUserID>${externalUserid}</ExternalUserID></xml>`;
  const rows = () => test.app.db.getRepository(CallbackEvent).countBy({ corpId: test.corpId });

  it("stores what comes together with few work rows, each event once, in two processes", async () => {
    const processes = [new Intake(test.app, test.corpId), new Intake(test.app, test.corpId)];
    const read = await Promise.all(
      Array.from({ length: 120 }, (_, index) => readCallback(test.corpId, change(`wmTogether${index % 60}`))),
    );
    const stored = await Promise.all(read.flatMap((callback) => processes.map((intake) => intake.store(callback))));
    expect(stored.filter((outcome) => outcome === "stored")).toHaveLength(60);
    expect(await rows()).toBe(60);
    const [{ n }] = await test.app.db.query(
      "SELECT COUNT(*) AS n FROM outbox WHERE corp_id = ? AND handler = 'callbacks.dispatch'",
      [test.corpId],
    );
    expect(Number(n)).toBeLessThan(60);
    await drainWork(test.app);
    expect(await test.app.db.getRepository(CallbackEvent).countBy({ corpId: test.corpId, state: "dispatched" })).toBe(
      60,
    );
    expect(await callbackStats(test.app, test.corpId)).toMatchObject({ received: 60, duplicate: 180 });
  });

  it("does not let one that the database refuses take its neighbours along", async () => {
    const intake = new Intake(test.app, test.corpId);
    const good = await Promise.all(["wmLeft", "wmRight"].map((id) => readCallback(test.corpId, change(id))));
    const bad = { ...readCallback(test.corpId, change("wmBad")), dedupeKey: "x".repeat(65) };
    const settled = await Promise.allSettled([good[0]!, bad, good[1]!].map((callback) => intake.store(callback)));
    expect(settled.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});
