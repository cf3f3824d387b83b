import { createHash } from "node:crypto";
import { buildDemoCorp, type DemoMessage } from "./demo-corp";
import { demoStory } from "./story";

const corp = buildDemoCorp();
const DAY = 24 * 3600;
const isText = (message: DemoMessage) => message.msgtype === "text";
const threadOf = (message: DemoMessage) => message.chatId ?? [message.from, message.to].sort().join("|");

function threads(): Map<string, DemoMessage[]> {
  const all = new Map<string, DemoMessage[]>();
  for (const message of corp.messages) {
    const thread = all.get(threadOf(message)) ?? [];
    thread.push(message);
    all.set(threadOf(message), thread);
  }
  return all;
}

/** Every sdkfileid with its md5 and size, also those inside a JSON string. */
function mediaIn(value: unknown, found: { sdkfileid: string; md5sum: string; size: number }[] = []) {
  if (typeof value === "string" && value.startsWith("{")) mediaIn(JSON.parse(value), found);
  if (typeof value !== "object" || value === null) return found;
  const record = value as Record<string, unknown>;
  if (typeof record.sdkfileid === "string") {
    const size = record.filesize ?? record.imagesize ?? record.voice_size;
    found.push({ sdkfileid: record.sdkfileid, md5sum: String(record.md5sum), size: Number(size) });
  }
  for (const inner of Object.values(record)) mediaIn(inner, found);
  return found;
}

describe("the demo corp", () => {
  it("has the size of a small company's year", () => {
    expect(corp.members).toHaveLength(6);
    expect(corp.departments.map((department) => department.parentid)).toEqual([0, 1, 1]);
    expect(corp.customers).toHaveLength(200);
    expect(new Set(corp.customers.map((customer) => customer.name)).size).toBe(200);
    expect(corp.groups).toHaveLength(20);
    expect(corp.messages).toHaveLength(3000);
  });

  it("is the same on every call, and with another clock still complete", () => {
    expect(buildDemoCorp()).toEqual(corp);
    const atNight = buildDemoCorp({ nowMs: Date.UTC(2026, 6, 31, 19, 5) });
    expect(atNight.messages).toHaveLength(3000);
    expect(Math.min(...atNight.messages.map((message) => message.agoSeconds))).toBeGreaterThan(0);
  });

  it("refers to nobody and nothing that is not there", () => {
    const userids = new Set(corp.members.map((member) => member.userid));
    const customers = new Set(corp.customers.map((customer) => customer.externalUserid));
    const departments = new Set(corp.departments.map((department) => department.id));
    const tags = corp.tagGroups.flatMap((group) => group.tags);
    expect(new Set(tags).size).toBe(tags.length);
    for (const member of corp.members) expect(member.department.every((id) => departments.has(id))).toBe(true);
    for (const relation of corp.relations) {
      expect([userids.has(relation.userid), customers.has(relation.externalUserid)]).toEqual([true, true]);
      expect(relation.tags.filter((tag) => !tags.includes(tag))).toEqual([]);
      expect(relation.remark.length).toBeLessThanOrEqual(20);
      expect(relation.description.length).toBeLessThanOrEqual(150);
    }
    const groups = new Map(corp.groups.map((group) => [group.chatId, new Set([...group.members, ...group.customers])]));
    for (const group of corp.groups) {
      expect(group.members).toContain(group.owner);
      expect(group.customers.every((customer) => customers.has(customer))).toBe(true);
    }
    for (const message of corp.messages) {
      if (message.chatId !== undefined) expect(groups.get(message.chatId)?.has(message.from)).toBe(true);
      else expect([message.from, message.to].filter((id) => userids.has(String(id)))).toHaveLength(1);
    }
  });

  it("begins each relation and each group before its first message, all within a year", () => {
    const related = new Map(
      corp.relations.map((relation) => [
        [relation.userid, relation.externalUserid].sort().join("|"),
        relation.createdAgoSeconds,
      ]),
    );
    const founded = new Map(corp.groups.map((group) => [group.chatId, group.createdAgoSeconds]));
    for (const [name, [first]] of threads()) {
      expect(related.get(name) ?? founded.get(name)).toBeGreaterThan(first?.agoSeconds ?? Number.POSITIVE_INFINITY);
    }
    expect(Math.max(...related.values(), ...founded.values())).toBeLessThan(365 * DAY);
  });

  it("lists messages oldest first, a good part of them from the newest five days, mostly in opening hours", () => {
    const ages = corp.messages.map((message) => message.agoSeconds);
    expect(ages).toEqual([...ages].sort((a, b) => b - a));
    expect(ages.filter((age) => age < 5 * DAY).length).toBeGreaterThan(900);
    expect(ages.filter((age) => age > 30 * DAY).length).toBeGreaterThan(500);
    const nowMs = Date.UTC(2026, 3, 2, 18, 30); // half past two at night in Shanghai
    const hours = buildDemoCorp({ nowMs }).messages.map((message) =>
      new Date(nowMs - message.agoSeconds * 1000 + 8 * 3600 * 1000).getUTCHours(),
    );
    expect(hours.filter((hour) => hour >= 9 && hour < 21).length).toBeGreaterThan(2850);
  });

  it("is mostly text, with a small share of everything else", () => {
    const shares = new Map<string, number>();
    for (const { msgtype } of corp.messages) shares.set(msgtype, (shares.get(msgtype) ?? 0) + 1 / 3000);
    expect(shares.get("text")).toBeGreaterThan(0.88);
    const others = "image voice file link location card weapp chatrecord mixed revoke emotion voiptext".split(" ");
    for (const msgtype of others) expect([msgtype, (shares.get(msgtype) ?? 0) > 0]).toEqual([msgtype, true]);
  });

  it("reads like people: no line twice in a row, few lines said twice at all, no slot left open", () => {
    for (const [, thread] of threads()) {
      const lines = thread.filter(isText).map((message) => message.content);
      lines.forEach((line, index) => {
        if (index > 0) expect(line).not.toBe(lines[index - 1]);
      });
    }
    const texts = corp.messages.filter(isText).map((message) => String(message.content));
    expect(texts.filter((text) => text === "" || /[{}[\]|<>]|undefined|NaN|\d\.\d{3}/.test(text))).toEqual([]);
    expect(new Set(texts).size / texts.length).toBeGreaterThan(0.5);
  });

  it("carries the bytes behind every sdkfileid, md5 and size included", () => {
    const files = new Map(corp.media.map((one) => [one.sdkfileid, Buffer.from(one.base64, "base64")]));
    const mentioned = corp.messages.flatMap((message) => mediaIn(message.content));
    expect(mentioned.length).toBeGreaterThan(100);
    for (const { sdkfileid, md5sum, size } of mentioned) {
      const bytes = files.get(sdkfileid) ?? Buffer.alloc(0);
      expect([createHash("md5").update(bytes).digest("hex"), bytes.length]).toEqual([md5sum, size]);
    }
  });

  it("lets a recall point at an earlier line of the same sender in the same thread", () => {
    const recalls = corp.messages.filter((message) => message.msgtype === "revoke");
    expect(recalls.length).toBeGreaterThan(0);
    for (const recall of recalls) {
      const { recalls: index } = recall.content as { recalls: number };
      const original = corp.messages[index] as DemoMessage;
      expect([original.from, threadOf(original), original.msgtype]).toEqual([recall.from, threadOf(recall), "text"]);
      expect(index).toBeLessThan(corp.messages.indexOf(recall));
    }
  });

  it("leaves some talks of today without an answer", () => {
    const waiting = [...threads().values()]
      .map((thread) => thread.at(-1))
      .filter((last) => last?.from.startsWith("wm"));
    expect(waiting.filter((last) => (last?.agoSeconds ?? DAY) < DAY).length).toBeGreaterThan(5);
  });

  it("does not know the customer of the demo story yet, but her rep, her manager and her tag", () => {
    const { customer, rep, manager } = demoStory;
    expect(corp.customers.some((one) => one.externalUserid === customer.externalUserid)).toBe(false);
    expect(corp.customers.some((one) => one.name === customer.name)).toBe(false);
    expect(corp.members.map((member) => member.userid)).toEqual(expect.arrayContaining([rep, manager]));
    expect(corp.tagGroups.flatMap((group) => group.tags)).toContain("滤芯");
  });
});
