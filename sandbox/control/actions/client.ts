import { z } from "zod";
import { servicerWrites } from "../../world/kf-servicer";
import { friendsOf } from "../../world/mass-messages";
import { createMoment, publishMoment } from "../../world/moments";
import { Refusal } from "../../world/refusal";
import { presentMember } from "../../world/relate";
import { type Action, action } from "./action";

export const Attachments = z.array(z.looseObject({ msgtype: z.string() })).default([]);

/** A member publishes something of their own to all their customers. */
const moment = action(
  z.strictObject({ userid: z.string(), text: z.string().default(""), attachments: Attachments }),
  (world, { text, attachments, ...input }) => {
    const { userid } = presentMember(world, input.userid);
    if (text === "" && attachments.length === 0) throw new Refusal("moment.empty", "a moment needs text or pictures");
    const tasks = [{ userid, publishedAt: null, audience: friendsOf(world, userid) }];
    const { momentId } = createMoment(world, { text, attachments, creator: userid, visibleType: 1, tasks });
    publishMoment(world, momentId, userid);
    return { momentId };
  },
);

const kfReply = action(
  z.strictObject({
    userid: z.string(),
    openKfId: z.string(),
    externalUserid: z.string(),
    msgtype: z.string().default("text"),
    content: z.union([z.string(), z.record(z.string(), z.unknown())]),
  }),
  (world, input) => ({ msgid: servicerWrites(world, input) }),
);

/** What a member does in the client without a task of the corp. */
export const clientActions: Record<string, Action> = { "moment.personal": moment, "kf.reply": kfReply };
