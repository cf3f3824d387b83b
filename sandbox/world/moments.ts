import { departmentTree, findMember, isVisible, servesCustomers } from "./corp";
import { relationsOfMember } from "./customers";
import { randomText } from "./ids";
import type { Attachment, Moment } from "./outreach";
import { Refusal } from "./refusal";
import { deliver } from "./say";
import { schedule } from "./schedule";
import { corpTagGroups } from "./tags";
import type { World } from "./world";

/** A job answers 1, then 2, then 3 with its result. */
export const JOB_RUNNING_MS = 500;
export const JOB_DONE_MS = 1000;

export interface MomentRequest {
  text: string;
  attachments: Attachment[];
  users: string[];
  departments: number[];
  tags: string[];
}

export function startMomentJob(world: World, request: MomentRequest): string {
  const jobId = randomText(43);
  world.state.outreach.momentJobs[jobId] = { createdAtMs: world.nowMs(), request: { ...request }, result: null };
  schedule(world, { atMs: world.nowMs() + JOB_DONE_MS, kind: "moment-job", ref: jobId });
  return jobId;
}

/** The named members and departments; without any, everybody the app can act for. Others are dropped silently. */
function sendersOf(world: World, request: MomentRequest) {
  const { members, departments } = world.state.corp;
  const named = request.users.map((userid) => ({ userid, member: findMember(world, userid) }));
  const tree = request.departments.flatMap((id) => departmentTree(world, id));
  const everybody = request.users.length + request.departments.length === 0;
  const chosen = members.filter(
    (member) =>
      servesCustomers(member) &&
      (everybody || named.some((row) => row.member === member) || member.department.some((id) => tree.includes(id))),
  );
  return {
    chosen: chosen.filter(isVisible),
    unknownUsers: named.filter((row) => !row.member).map((row) => row.userid),
    unknownDepartments: request.departments.filter((id) => !departments.some((row) => row.id === id)),
  };
}

function audienceOf(world: World, userid: string, tags: string[]): string[] {
  return relationsOfMember(world, userid)
    .filter((row) => row.state === "full" && (tags.length === 0 || row.tagIds.some((id) => tags.includes(id))))
    .map((row) => row.externalUserid);
}

export function finishMomentJob(world: World, jobId: string): void {
  const job = world.state.outreach.momentJobs[jobId];
  if (!job) return;
  const request = job.request as unknown as MomentRequest;
  const senders = sendersOf(world, request);
  const corpTags = corpTagGroups(world).flatMap((group) => group.tags.map((tag) => tag.id));
  const knownTags = request.tags.filter((id) => corpTags.includes(id));
  const tagged = request.tags.length > 0;
  const tasks = senders.chosen
    .map(({ userid }) => ({ userid, publishedAt: null, audience: audienceOf(world, userid, request.tags) }))
    .filter((task) => !tagged || task.audience.length > 0);
  const lists = {
    invalid_sender_list: { user_list: senders.unknownUsers, department_list: senders.unknownDepartments },
    invalid_external_contact_list: { tag_list: request.tags.filter((id) => !knownTags.includes(id)) },
  };
  if (tasks.length === 0) {
    job.result = { errcode: 41089, errmsg: "nobody can publish it", ...lists };
    return;
  }
  const moment = createMoment(world, { ...request, creator: null, visibleType: tagged ? 0 : 1, tasks });
  job.result = { errcode: 0, errmsg: "ok", moment_id: moment.momentId, ...lists };
}

export function createMoment(
  world: World,
  input: Pick<Moment, "text" | "attachments" | "creator" | "visibleType" | "tasks">,
): Moment {
  const { text, attachments, creator, visibleType, tasks } = input;
  const moment: Moment = {
    n: world.nextNumber(),
    momentId: `mom${randomText(29)}`,
    createdAt: world.now(),
    creator,
    visibleType,
    text,
    attachments,
    cancelled: false,
    tasks,
    comments: [],
  };
  world.state.outreach.moments[moment.momentId] = moment;
  return moment;
}

/** The member publishes; the customers of the audience who are still friends see it. */
export function publishMoment(world: World, momentId: string, userid: string): void {
  const moment = world.state.outreach.moments[momentId];
  const task = moment?.tasks.find((row) => row.userid.toLowerCase() === userid.toLowerCase());
  if (!moment || !task) throw new Refusal("moment.unknown", `no moment ${momentId} for ${userid}`, 404);
  if (task.publishedAt !== null) throw new Refusal("moment.published", "the member has published it already", 409);
  if (moment.cancelled) throw new Refusal("moment.cancelled", "the moment was cancelled", 409);
  task.publishedAt = world.now();
  const { text, attachments } = moment;
  deliver(world, { from: task.userid, phones: viewersOf(world, task), via: "moment", text, attachments });
}

export function viewersOf(world: World, task: { userid: string; audience: string[] }): string[] {
  const friends = new Set(audienceOf(world, task.userid, []));
  return task.audience.filter((externalUserid) => friends.has(externalUserid));
}

/** A customer who sees the moment likes it or comments on it. */
export function commentMoment(
  world: World,
  input: { momentId: string; userid: string; externalUserid: string; like: boolean },
): void {
  const moment = world.state.outreach.moments[input.momentId];
  const task = moment?.tasks.find((row) => row.userid === input.userid);
  if (!moment || !task || task.publishedAt === null || !viewersOf(world, task).includes(input.externalUserid)) {
    throw new Refusal("moment.not_seen", "the customer does not see this moment", 409);
  }
  const { userid, externalUserid, like } = input;
  moment.comments.push({ userid, externalUserid, at: world.now(), like });
}
