import { findMember, isVisible } from "../world/corp";
import { randomText } from "../world/ids";
import { WecomFault } from "./fault";
import { type ApiCall, post, type Routes } from "./route";

/** A code that opens a chat with a colleague from outside the client: members only, once, for five minutes. */
function launch({ world, body }: ApiCall) {
  const operator = body.text("operator_userid", { missing: 40003 });
  const peer = body.object("single_chat")?.text("userid", { missing: 40003 });
  if (peer === undefined) throw new WecomFault(40063, "missing single_chat");
  for (const userid of [operator, peer]) {
    const member = findMember(world, userid);
    if (!member || !isVisible(member)) throw new WecomFault(60111);
  }
  return { launch_code: randomText(64) };
}

export const launchCodeRoutes: Routes = { get_launch_code: post("app", launch) };
