import { readFileSync } from "node:fs";
import { DateTime } from "luxon";
import { people, QUESTION, type Story, TAG } from "./story";
import { expectThat, waitFor } from "./wait";

type List<T> = { data: T[] };
type One<T> = { data: T };

interface Suggestion {
  id: string;
  text: string;
  reason: string;
  source: { title: string } | null;
}
interface Touch {
  id: string;
  kind: string;
  status: string;
  reason: string | null;
  plannedFor: string;
  externalUserid: string;
  msgid: string | null;
}
interface PlanEntry {
  kind: string;
  externalUserid: string;
  reason: string | null;
  movedTo: string | null;
}

/** 1. Scan, callback, welcome within 5 s, contact in the console. */
export async function customerScans(story: Story) {
  const { wecom, externalUserid } = story;
  await wecom.act("customer.add", {
    userid: people.rep,
    externalUserid,
    name: story.name,
    addWay: 1,
    state: "demo_qr",
  });
  const welcome = await waitFor("the welcome message", 5_000, async () =>
    (await wecom.phone(externalUserid)).find((message) => message.via === "welcome"),
  );
  story.say(1, `${story.name} 扫码添加，欢迎语已到手机`, {
    externalUserid,
    welcomeAfterMs: welcome.tookMs,
    text: welcome.value.text,
  });
  const contact = await waitFor("the customer in the console", 10_000, () =>
    story.rep.get<One<{ name: string }>>(`/console/api/customers/${externalUserid}`).catch(() => null),
  );
  story.say(1, "控制台里已有这位客户", { name: contact.value.data.name, afterMs: contact.tookMs });
}

/** 2. The question, the archive, a suggestion with its source within 3 s, one tap. */
export async function customerAsks(story: Story) {
  const { wecom, externalUserid } = story;
  const { seq } = await wecom.act<{ seq: number }>("message.send", {
    from: externalUserid,
    to: people.rep,
    msgtype: "text",
    content: QUESTION,
  });
  const suggested = await waitFor("a suggestion", 10_000, async () => {
    const { data } = await story.rep.get<One<{ replies: Suggestion[] }>>(
      `/sidebar/api/customers/${externalUserid}/suggestions`,
    );
    return data.replies.find((reply) => reply.source);
  });
  story.say(2, "侧边栏给出建议", {
    seq,
    afterMs: suggested.tookMs,
    text: suggested.value.text,
    source: suggested.value.source?.title,
    reason: suggested.value.reason,
  });
  // What the client does when the rep taps 发送: sendChatMessage, then the page reports it.
  const { msgid } = await wecom.act("message.send", {
    from: people.rep,
    to: externalUserid,
    msgtype: "text",
    content: suggested.value.text,
  });
  await story.rep.post(`/sidebar/api/suggestions/${suggested.value.id}/feedback`, {
    action: "sent",
    text: suggested.value.text,
  });
  const arrived = (await wecom.phone(externalUserid)).some((message) => message.text === suggested.value.text);
  expectThat(arrived, "the sent suggestion is on the customer's phone");
  story.say(2, "一键发送，已到客户手机", { msgid });
}

/** 3. The keyword rule tags the customer, in WeCom too. */
export async function customerIsTagged(story: Story) {
  const tagged = await waitFor(`the tag ${TAG}`, 15_000, async () => {
    const { data } = await story.rep.get<One<{ relations: { tags: { name: string; id: string }[] }[] }>>(
      `/console/api/customers/${story.externalUserid}`,
    );
    return data.relations.flatMap((relation) => relation.tags).find((tag) => tag.name === TAG);
  });
  const calls = await story.wecom.calls("/cgi-bin/externalcontact/mark_tag", 0);
  const mine = calls.filter((call) => call.body.external_userid === story.externalUserid && call.errcode === 0);
  expectThat(mine.length === 1, `one mark_tag in WeCom, saw ${mine.length}`);
  story.tagId = tagged.value.id;
  story.say(3, `关键词规则打上标签「${TAG}」，企业微信里也有`, { tagId: tagged.value.id, markTagCalls: mine.length });
}

/** 4. The manager reads the day's summary; each line leads to its messages. */
export async function managerReadsSummary(story: Story) {
  const today = DateTime.fromJSDate(await story.wecom.now())
    .setZone(story.app.config.timeZone)
    .toISODate();
  const thread = await waitFor("the thread", 10_000, async () => {
    const { data } = await story.manager.get<List<{ id: string }>>(
      `/console/api/threads?externalUserid=${story.externalUserid}`,
    );
    return data[0];
  });
  story.threadId = thread.value.id;
  const summary = await waitFor("the summary", 15_000, async () => {
    const { data } = await story.manager.get<One<{ lines: { kind: string; text: string; messageIds: string[] }[] }>>(
      `/console/api/threads/${story.threadId}/summary?day=${today}`,
    );
    return data.lines.length > 0 ? data.lines : null;
  });
  for (const line of summary.value) {
    expectThat(line.messageIds.length > 0, "every line cites its messages");
    const { data } = await story.manager.get<List<{ id: string }>>(
      `/console/api/threads/${story.threadId}/messages?around=${line.messageIds[0]}&limit=20`,
    );
    expectThat(
      data.some((message) => message.id === line.messageIds[0]),
      "the cited message can be opened",
    );
    story.say(4, `摘要 · ${line.kind}`, { text: line.text, messageIds: line.messageIds });
  }
}

/** 5 and 8. The birthday greeting, with the worker killed and Redis flushed in the middle. */
export async function birthdayIsGreeted(story: Story) {
  const { wecom, externalUserid, birthday } = story;
  const before = await wecom.journalEnd();
  await story.manager.put(`/console/api/customers/${externalUserid}/dates`, {
    dates: [{ kind: "birthday", calendar: "solar", month: birthday.month, day: birthday.day, year: 1990 }],
  });
  await wecom.moveClock(birthday.set({ hour: 9, minute: 0, second: 0 }).toJSDate());
  story.say(5, "时间来到客户生日 09:00", { at: birthday.set({ hour: 9 }).toISO() });

  await waitFor("the planned greeting", 20_000, () => findTouch(story, "birthday"));
  const killed = killWorker();
  await story.redis.flushdb();
  story.say(8, "此刻强制结束 worker 并清空 Redis", { workerPid: killed });

  const asked = await waitFor("the mass-send task in WeCom", 60_000, async () => {
    const calls = await wecom.calls("/cgi-bin/externalcontact/add_msg_template", before);
    return calls.find((call) => recipients(call.body).includes(externalUserid) && call.errcode === 0);
  });
  const waiting = await waitFor("the state awaiting_member", 60_000, async () => {
    const touch = await findTouch(story, "birthday");
    return touch?.status === "awaiting_member" && touch.msgid ? touch : null;
  });
  story.say(5, "成员的群发助手里有一条待确认任务", {
    touchId: waiting.value.id,
    msgid: waiting.value.msgid,
    afterMs: asked.tookMs,
  });

  await wecom.act("groupmsg.confirm", { msgid: waiting.value.msgid, userid: people.rep });
  const onPhone = (await wecom.phone(externalUserid)).filter((message) => message.via === "groupmsg");
  expectThat(onPhone.length === 1, `one greeting on the phone, saw ${onPhone.length}`);
  const sent = await waitFor("the state sent", 60_000, async () => {
    const touch = await findTouch(story, "birthday");
    return touch?.status === "sent" ? touch : null;
  });
  story.say(5, "成员确认，祝福到达客户手机；轮询后状态为已送达", {
    text: onPhone[0]?.text,
    state: sent.value.status,
    afterMs: sent.tookMs,
  });
}

/** 6. A push the same day leaves this customer out, says why, and is planned for the next allowed day. */
export async function pushIsMoved(story: Story) {
  const { manager, externalUserid, birthday } = story;
  const articles = await manager.get<List<{ id: string; title: string }>>(
    `/console/api/knowledge/articles?q=${encodeURIComponent("滤芯")}`,
  );
  const article = articles.data[0];
  expectThat(article, "an article about 滤芯");
  await manager.post(`/console/api/knowledge/articles/${article.id}/push`, { tagId: story.tagId });
  const moved = await waitFor("the moved touch", 30_000, async () => {
    const { data } = await manager.get<One<{ skipped: PlanEntry[] }>>(
      `/console/api/care/plan?day=${birthday.toISODate()}`,
    );
    return data.skipped.find((entry) => entry.externalUserid === externalUserid && entry.kind === "knowledge");
  });
  expectThat(moved.value.movedTo && moved.value.movedTo > birthday.toISODate()!, "planned for a later day");
  story.say(6, `知识推送《${article.title}》今天跳过这位客户`, {
    reason: moved.value.reason,
    movedTo: moved.value.movedTo,
  });
}

/** 7. The sidebar proposes a 1v1 group; the tap; event and groupchat/get link it. */
export async function serviceGroupOpens(story: Story) {
  const { rep, externalUserid, wecom } = story;
  const { data: start } = await rep.post<
    One<{ id: string; groupName: string; userIds: string[]; externalUserIds: string[] }>
  >(`/sidebar/api/customers/${externalUserid}/servicegroup/start`);
  // What ww.openEnterpriseChat does in the client after the tap.
  const { chatId } = await wecom.act("member.openGroup", {
    userid: people.rep,
    userIds: start.userIds,
    externalUserIds: start.externalUserIds,
    groupName: start.groupName,
  });
  await rep.post(`/sidebar/api/servicegroups/${start.id}/opened`, { chatId });
  const linked = await waitFor("the link to the customer", 20_000, async () => {
    const { data } = await rep.get<One<{ state: string; chatId: string | null }>>(
      `/sidebar/api/customers/${externalUserid}/servicegroup`,
    );
    return data.state === "open" && data.chatId === chatId ? data : null;
  });
  story.say(7, `专属服务群「${start.groupName}」已建立并关联客户`, { chatId, afterMs: linked.tookMs });
}

/** Nothing came twice, nothing is stuck. */
export async function everythingArrivedOnce(story: Story) {
  const phone = await story.wecom.phone(story.externalUserid);
  const count = (via: string) => phone.filter((message) => message.via === via).length;
  expectThat(count("welcome") === 1, `one welcome, saw ${count("welcome")}`);
  expectThat(count("groupmsg") === 1, `one greeting, saw ${count("groupmsg")}`);
  story.say(8, "全部只到达一次", { welcome: count("welcome"), greeting: count("groupmsg") });
}

async function findTouch(story: Story, kind: string): Promise<Touch | undefined> {
  const { data } = await story.manager.get<List<Touch>>(
    `/console/api/care/touches?externalUserid=${story.externalUserid}`,
  );
  return data.find((touch) => touch.kind === kind && touch.externalUserid === story.externalUserid);
}

function recipients(body: Record<string, unknown>): string[] {
  return Array.isArray(body.external_userid) ? body.external_userid.map(String) : [];
}

/** The pid file of the start script; null when Evergreen was started some other way, which the story survives as well. */
function killWorker(): number | null {
  try {
    const pid = Number(readFileSync("var/run/worker.pid", "utf8"));
    process.kill(pid, "SIGKILL");
    return pid;
  } catch {
    return null;
  }
}
