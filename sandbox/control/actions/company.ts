import { z } from "zod";
import { emitAppEvent, emitCustomerChange } from "../../callbacks/events";
import { isArchived, newArchiveKey } from "../../world/archive";
import { findCustomer } from "../../world/customers";
import {
  assignAccount,
  changeDuty,
  customerEnters,
  customerRecalls,
  customerRejects,
  customerWrites,
} from "../../world/kf-service";
import { leaveCompany } from "../../world/leave";
import { Refusal } from "../../world/refusal";
import { issueWelcomeCode, presentMember, relationOf } from "../../world/relate";
import { type Action, action } from "./action";

const leave = action(z.strictObject({ userid: z.string() }), (world, { userid }) => {
  leaveCompany(world, userid);
  return {};
});

/** With `chatId` the consent is for that group, without for the single chat with the member. */
/** In the admin console: who is in the app's 可见范围 and in 客户联系, and what 通讯录 says of a member. */
const changeMember = action(
  z.strictObject({
    userid: z.string(),
    visible: z.boolean().optional(),
    contactEnabled: z.boolean().optional(),
    name: z.string().min(1).optional(),
    position: z.string().optional(),
    department: z.array(z.int()).min(1).optional(),
  }),
  (world, { userid, ...changes }) => {
    const member = presentMember(world, userid);
    for (const id of changes.department ?? []) {
      if (!world.state.corp.departments.some((row) => row.id === id)) {
        throw new Refusal("department.unknown", `no department ${id}`, 404);
      }
    }
    const wasVisible = member.visible;
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    Object.assign(member, Object.fromEntries(given));
    if (member.visible !== wasVisible) {
      emitAppEvent(world, member.userid, member.visible ? "subscribe" : "unsubscribe", [["EventKey", ""]], null);
    }
    return {};
  },
);

const consent = action(
  z.strictObject({
    externalUserid: z.string(),
    userid: z.string(),
    agree: z.boolean(),
    chatId: z.string().optional(),
  }),
  (world, { externalUserid, userid, agree, chatId }) => {
    if (!findCustomer(world, externalUserid))
      throw new Refusal("customer.unknown", `no customer ${externalUserid}`, 404);
    const relation = relationOf(world, userid, externalUserid);
    if (!isArchived(world, relation.userid))
      throw new Refusal("archive.not_in_range", `${userid} is not archived`, 409);
    world.state.archive.consents[`${chatId ?? relation.userid}|${externalUserid}`] = { agree, at: world.now() };
    if (!agree) return {};
    const welcomeCode = issueWelcomeCode(world, relation);
    emitCustomerChange(world, "msg_audit_approved", relation, { WelcomeCode: welcomeCode });
    return { welcomeCode };
  },
);

const mode = action(z.strictObject({ consent: z.enum(["assumed", "asked"]) }), (world, input) => {
  world.state.archive.mode = input.consent;
  return {};
});

const range = action(z.strictObject({ userids: z.array(z.string()) }), (world, { userids }) => {
  world.state.archive.range = userids.map((userid) => presentMember(world, userid).userid);
  return {};
});

/** The corp saves a new public key: later rows are encrypted for it. */
const rotateKey = action(z.strictObject({}), (world) => {
  const key = newArchiveKey((world.state.archive.keys.at(-1)?.ver ?? 0) + 1);
  world.state.archive.keys.push(key);
  return { publickeyVer: key.ver, privateKey: key.privateKey };
});

const Kf = { openKfId: z.string(), externalUserid: z.string() };
const kfMessage = action(
  z.strictObject({
    ...Kf,
    text: z.string().default(""),
    msgtype: z.string().default("text"),
    content: z.record(z.string(), z.unknown()).optional(),
  }),
  (world, { content, ...input }) => ({ msgid: customerWrites(world, content ? { ...input, content } : input) }),
);

const kfRecall = action(z.strictObject({ ...Kf, msgid: z.string() }), (world, input) => {
  customerRecalls(world, input.openKfId, input.externalUserid, input.msgid);
  return {};
});

const kfDuty = action(
  z.strictObject({ openKfId: z.string(), userid: z.string(), onDuty: z.boolean() }),
  (world, input) => {
    changeDuty(world, input);
    return {};
  },
);

const kfAssign = action(
  z.strictObject({ openKfId: z.string(), assigned: z.boolean() }),
  (world, { openKfId, assigned }) => {
    assignAccount(world, openKfId, assigned);
    return {};
  },
);

const kfEnter = action(
  z.strictObject({ ...Kf, scene: z.string().default(""), sceneParam: z.string().default("") }),
  (world, input) => ({ welcomeCode: customerEnters(world, input) }),
);

const kfReject = action(
  z.strictObject({ ...Kf, rejects: z.boolean() }),
  (world, { openKfId, externalUserid, rejects }) => {
    customerRejects(world, openKfId, externalUserid, rejects);
    return {};
  },
);

export const companyActions: Record<string, Action> = {
  "member.leave": leave,
  "member.change": changeMember,
  consent,
  "archive.mode": mode,
  "archive.range": range,
  "archive.rotateKey": rotateKey,
  "kf.message": kfMessage,
  "kf.enter": kfEnter,
  "kf.reject": kfReject,
  "kf.recall": kfRecall,
  "kf.duty": kfDuty,
  "kf.assign": kfAssign,
};
