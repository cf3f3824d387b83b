import { z } from "zod";
import { confirmMassMessage, createMassMessage, friendsOf, ignoreMassMessage } from "../../world/mass-messages";
import { commentMoment, publishMoment } from "../../world/moments";
import { Refusal } from "../../world/refusal";
import { presentMember } from "../../world/relate";
import { type Action, action } from "./action";
import { Attachments } from "./client";

const Task = { msgid: z.string(), userid: z.string() };

const confirm = action(
  z.strictObject({ ...Task, chatIds: z.array(z.string()).optional() }),
  (world, { msgid, userid, chatIds }) => {
    presentMember(world, userid);
    const message = confirmMassMessage(world, msgid, userid, chatIds);
    const rows = message.rows.filter((row) => row.userid.toLowerCase() === userid.toLowerCase());
    return { sent: rows.filter((row) => row.status === 1).length, failed: rows.filter((row) => row.status > 1).length };
  },
);

const ignore = action(z.strictObject(Task), (world, { msgid, userid }) => {
  ignoreMassMessage(world, msgid, userid);
  return {};
});

/** A member's own mass message from the client, to customers or to own groups: it eats the same quota. */
const personal = action(
  z.strictObject({
    userid: z.string(),
    text: z.string().default(""),
    attachments: Attachments,
    externalUserids: z.array(z.string()).optional(),
    chatIds: z.array(z.string()).optional(),
  }),
  (world, { userid, text, attachments, externalUserids, chatIds }) => {
    const member = presentMember(world, userid);
    if (text === "" && attachments.length === 0) throw new Refusal("groupmsg.empty", "give text or attachments");
    const chatType = chatIds ? ("group" as const) : ("single" as const);
    const recipients = chatIds ?? externalUserids ?? friendsOf(world, member.userid);
    const tasks = [{ userid: member.userid, recipients }];
    const { msgid } = createMassMessage(world, { chatType, creator: member.userid, text, attachments, tasks });
    const { rows } = confirmMassMessage(world, msgid, member.userid);
    return { msgid, sent: rows.filter((row) => row.status === 1).length };
  },
);

const publish = action(z.strictObject({ momentId: z.string(), userid: z.string() }), (world, { momentId, userid }) => {
  presentMember(world, userid);
  publishMoment(world, momentId, userid);
  return {};
});

const comment = (like: boolean): Action =>
  action(z.strictObject({ momentId: z.string(), userid: z.string(), externalUserid: z.string() }), (world, input) => {
    commentMoment(world, { ...input, like });
    return {};
  });

export const taskActions: Record<string, Action> = {
  "groupmsg.confirm": confirm,
  "groupmsg.ignore": ignore,
  "groupmsg.personal": personal,
  "moment.confirm": publish,
  "moment.like": comment(true),
  "moment.comment": comment(false),
};
