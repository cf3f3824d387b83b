import { agreed, consentOf, isArchived } from "../../world/archive";
import { findRelation } from "../../world/customers";
import { deliver } from "../../world/say";
import { holding } from "../busy";
import { WecomFault } from "../fault";
import { type ApiCall, post, type Routes } from "../route";
import { readContent } from "./attachments";

/** While one app's welcome is on its way, another one gets 41096. */
async function sendWelcome({ world, body, app }: ApiCall) {
  const text = body.text("welcome_code", { missing: 41049 });
  const content = readContent(world, body);
  const code = world.state.outreach.welcomeCodes[text];
  if (!code) throw new WecomFault(41050);
  const { userid, externalUserid } = code;
  if (code.usedBy !== null) throw new WecomFault(code.usedBy === app.agentId ? 41050 : 41051);
  if (code.endsAtMs <= world.nowMs()) throw new WecomFault(41050);
  const relation = findRelation(world, userid, externalUserid);
  if (!relation || relation.state === "gone" || relation.state === "lost") throw new WecomFault(84061);
  if (relation.lastTalkAt > 0) throw new WecomFault(41051);
  const consent = consentOf(world, userid, externalUserid);
  if (isArchived(world, userid) && !agreed(world, consent)) throw new WecomFault(41053);
  await holding(world, `welcome:${text}`, world.state.limits.welcomeMs, 41096);
  code.usedBy = app.agentId;
  relation.welcomed = true;
  deliver(world, { from: userid, to: externalUserid, phones: [externalUserid], via: "welcome", ...content });
  return {};
}

export const welcomeRoutes: Routes = {
  "externalcontact/send_welcome_msg": post("customer", sendWelcome),
};
