import { JOB_DONE_MS, JOB_RUNNING_MS, startMomentJob, viewersOf } from "../../world/moments";
import type { Attachment, Moment, MomentTask } from "../../world/outreach";
import { beijingMonth, DAY_SECONDS } from "../../world/time";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import { entryOf, type Fields } from "../fields";
import { pageByPlace, pageOf } from "../paging";
import { type ApiCall, get, post, type Routes } from "../route";
import { requireMedia } from "./attachments";

const MAX_BY_KIND: Record<string, number> = { image: 9, video: 1, link: 1 };
const A_MINUTE = 10;
const A_MONTH = 100_000;
const JOB_LIFE_MS = DAY_SECONDS * 1000;

function readAttachments(world: World, body: Fields): Attachment[] {
  const rows = body.objects("attachments");
  const kinds = new Set(rows.map((row) => row.text("msgtype")));
  const [kind] = kinds;
  if (kind === undefined) return [];
  const max = entryOf(MAX_BY_KIND, kind);
  if (kinds.size > 1 || max === undefined) throw new WecomFault(40058, "invalid attachments msgtype");
  if (rows.length > max) throw new WecomFault(40058, "invalid attachments size");
  return rows.map((row) => {
    const inner = row.object(kind);
    if (!inner) throw new WecomFault(40063, `attachments needs the key ${kind}`);
    if (kind === "link") {
      inner.text("url");
      inner.optionalText("title", { maxBytes: 128, tooLong: 45002 });
    }
    requireMedia(world, inner.text("media_id", { missing: 40007 }), ["moment"]);
    return { msgtype: kind, [kind]: inner.source };
  });
}

function create({ world, body }: ApiCall) {
  const text = body.object("text")?.optionalText("content", { maxChars: 2000, maxBytes: 4000, tooLong: 45002 }) ?? "";
  const attachments = readAttachments(world, body);
  if (text === "" && attachments.length === 0) throw new WecomFault(40063, "text and attachments are both empty");
  const range = body.object("visible_range");
  const senders = range?.object("sender_list");
  const tags = range?.object("external_contact_list")?.texts("tag_list") ?? [];
  const users = senders?.texts("user_list", { max: 100_000 }) ?? [];
  const departments = senders?.ints("department_list") ?? [];
  countCreation(world);
  return { jobid: startMomentJob(world, { text, attachments, users, departments, tags }) };
}

function countCreation(world: World): void {
  const now = world.now();
  const month = beijingMonth(now).start;
  const made = world.state.outreach.momentCreations.filter((at) => at >= month || at > now - 60);
  if (made.filter((at) => at > now - 60).length >= A_MINUTE) throw new WecomFault(45009);
  if (made.filter((at) => at >= month).length >= A_MONTH) throw new WecomFault(41210, "too many moments this month");
  world.state.outreach.momentCreations = [...made, now];
}

function jobResult({ world, query }: ApiCall) {
  const job = world.state.outreach.momentJobs[query.text("jobid", { missing: 40063 })];
  const age = world.nowMs() - (job?.createdAtMs ?? 0);
  if (!job || age > JOB_LIFE_MS) throw new WecomFault(40058, "invalid jobid");
  const type = "add_moment_task";
  if (age >= JOB_DONE_MS && job.result) return { status: 3, type, result: job.result };
  return { status: age < JOB_RUNNING_MS ? 1 : 2, type };
}

function momentOf({ world, body }: ApiCall): Moment {
  const moment = world.state.outreach.moments[body.text("moment_id", { missing: 41059 })];
  if (!moment) throw new WecomFault(41060);
  return moment;
}

function taskOf(call: ApiCall): { moment: Moment; task: MomentTask } {
  const moment = momentOf(call);
  const userid = call.body.text("userid", { missing: 40003 }).toLowerCase();
  const task = moment.tasks.find((row) => row.userid.toLowerCase() === userid);
  if (!task) throw new WecomFault(41061, "the moment is not of this user");
  return { moment, task };
}

function publishedTask(call: ApiCall): { moment: Moment; task: MomentTask } {
  const found = taskOf(call);
  if (found.task.publishedAt === null) throw new WecomFault(41062, "the user has not published the moment");
  return found;
}

function page<Row>(call: ApiCall, name: string, rows: Row[], usual: number, max: number) {
  const limit = call.body.optionalInt("limit", { min: 1, max }) ?? usual;
  return pageByPlace(call.world, rows, { name, cursor: call.body.optionalText("cursor"), limit });
}

function presentMoment(moment: Moment) {
  const of = (kind: string) => moment.attachments.filter((row) => row.msgtype === kind).map((row) => row[kind]);
  const [images, [video], [link]] = [of("image"), of("video"), of("link")];
  return {
    moment_id: moment.momentId,
    ...(moment.creator === null ? {} : { creator: moment.creator }),
    create_time: moment.createdAt,
    create_type: moment.creator === null ? 0 : 1,
    visible_type: moment.visibleType,
    text: { content: moment.text },
    ...(images.length > 0 ? { image: images } : {}),
    ...(video ? { video } : {}),
    ...(link ? { link } : {}),
  };
}

function list({ world, body }: ApiCall) {
  const from = body.int("start_time");
  const to = body.int("end_time");
  if (to < from || to - from > 30 * DAY_SECONDS) throw new WecomFault(40058, "the span is above 30 days");
  const kind = body.optionalInt("filter_type", { min: 0, max: 2 }) ?? 2;
  const creator = body.optionalText("creator");
  const rows = Object.values(world.state.outreach.moments).filter((moment) => {
    if (moment.createdAt <= from || moment.createdAt >= to) return false;
    if (kind !== 2 && kind !== (moment.creator === null ? 0 : 1)) return false;
    return !creator || moment.creator === creator;
  });
  const limit = body.optionalInt("limit", { min: 1, max: 20 }) ?? 20;
  const cursor = body.optionalText("cursor");
  const found = pageOf(world, rows, { name: "moments", cursor, limit, numberOf: (moment) => moment.n });
  return { next_cursor: found.nextCursor, moment_list: found.rows.map(presentMoment) };
}

function tasks(call: ApiCall) {
  const moment = momentOf(call);
  if (moment.creator !== null) throw new WecomFault(41067, "not a moment of the corp");
  const found = page(call, `moment_task:${moment.momentId}`, moment.tasks, 500, 1000);
  return {
    next_cursor: found.nextCursor,
    task_list: found.rows.map((task) => ({
      userid: task.userid,
      publish_status: task.publishedAt === null ? 0 : 1,
    })),
  };
}

function chosenAudience(call: ApiCall) {
  const { moment, task } = taskOf(call);
  const found = page(call, `moment_customers:${moment.momentId}:${task.userid}`, task.audience, 500, 1000);
  return {
    next_cursor: found.nextCursor,
    customer_list: found.rows.map((external_userid) => ({ userid: task.userid, external_userid })),
  };
}

function viewers(call: ApiCall) {
  const { moment, task } = publishedTask(call);
  const rows = viewersOf(call.world, task);
  const found = page(call, `moment_viewers:${moment.momentId}:${task.userid}`, rows, 3000, 5000);
  return {
    next_cursor: found.nextCursor,
    customer_list: found.rows.map((external_userid) => ({ external_userid })),
  };
}

function comments(call: ApiCall) {
  const { moment, task } = publishedTask(call);
  const rows = moment.comments.filter((row) => row.userid === task.userid);
  const present = (like: boolean) =>
    rows
      .filter((row) => row.like === like)
      .map((row) => ({ external_userid: row.externalUserid, create_time: row.at }));
  return { comment_list: present(false), like_list: present(true) };
}

function cancel(call: ApiCall) {
  momentOf(call).cancelled = true;
  return {};
}

export const momentRoutes: Routes = {
  "externalcontact/add_moment_task": post("customer", create),
  "externalcontact/get_moment_task_result": get("customer", jobResult),
  "externalcontact/cancel_moment_task": post("customer", cancel),
  "externalcontact/get_moment_list": post("customer", list),
  "externalcontact/get_moment_task": post("customer", tasks),
  "externalcontact/get_moment_customer_list": post("customer", chosenAudience),
  "externalcontact/get_moment_send_result": post("customer", viewers),
  "externalcontact/get_moment_comments": post("customer", comments),
};
