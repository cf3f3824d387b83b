import { z } from "zod";
import { confirmMassMessage, createMassMessage, friendsOf, ignoreMassMessage } from "../../world/mass-messages";
import { commentMoment, publishMoment } from "../../world/moments";
import { presentMember } from "../../world/relate";
import { type Action, action } from "./action";

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

/** A member's own mass message from the client: it eats the same quota. */
const personal = action(
  z.strictObject({ userid: z.string(), text: z.string().min(1), externalUserids: z.array(z.string()).optional() }),
  (world, { userid, text, externalUserids }) => {
    const member = presentMember(world, userid);
    const recipients = externalUserids ?? friendsOf(world, member.userid);
    const tasks = [{ userid: member.userid, recipients }];
    const input = { chatType: "single" as const, creator: member.userid, text, attachments: [], tasks };
    const { msgid } = createMassMessage(world, input);
    confirmMassMessage(world, msgid, member.userid);
    return { msgid };
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
