import { newKfMsgid, pushKfRow, sessionOf } from "./kf-service";
import { Refusal } from "./refusal";
import { presentMember } from "./relate";
import { deliver } from "./say";
import type { World } from "./world";

/**
 * A receptionist answers from the client: only in a session that is in this member's hands (state 3). The app learns of it through `sync_msg`, as a
 * row of origin 5 (messaging §6.3); the limits of the API's own answers do not count here.
 */
export function servicerWrites(
  world: World,
  input: { userid: string; openKfId: string; externalUserid: string; msgtype: string; content: unknown },
): string {
  const { userid } = presentMember(world, input.userid);
  const { openKfId, externalUserid, msgtype, content } = input;
  const session = sessionOf(world, openKfId, externalUserid);
  if (session?.state !== 3 || session.servicer !== userid)
    throw new Refusal("kf.not_receptionist", `${userid} does not serve this session`, 409);
  const body = typeof content === "string" ? { content } : content;
  const shared = { open_kfid: openKfId, external_userid: externalUserid, origin: 5, servicer_userid: userid };
  const msgid = pushKfRow(world, openKfId, { ...shared, msgtype, [msgtype]: body });
  deliver(world, {
    msgid: newKfMsgid(),
    from: openKfId,
    to: externalUserid,
    phones: [externalUserid],
    via: "kf",
    text: typeof content === "string" ? content : "",
    attachments: typeof content === "string" ? [] : [{ msgtype, [msgtype]: content }],
  });
  return msgid;
}
