import type { App } from "../app";
import { getGroupChat, WecomError } from "../wecom";
import { linkGroup } from "./link-group";
import { GroupNotSettledError } from "./servicegroups.errors";

const EXTERNAL = 2;

/**
 * Reads the chat that a page named from WeCom and links it when it is what the page says.
 *
 * @throws GroupNotSettledError while WeCom does not show the people in it yet; the job comes back.
 * @see https://developer.work.weixin.qq.com/document/path/92122
 */
export async function linkPosted(app: App, input: { corpId: string; chatId: string }): Promise<void> {
  const { corpId, chatId } = input;
  const known = await linkGroup(app, input);
  if (known === "linked" || known === "already") return;
  try {
    const chat = await getGroupChat(app.wecom, chatId);
    const linked = await linkGroup(app, {
      ...input,
      chat: {
        name: chat.name,
        owner: chat.owner,
        customers: chat.member_list.filter((person) => person.type === EXTERNAL).map((person) => person.userid),
        openedAt: chat.create_time ? new Date(chat.create_time * 1_000) : app.now(),
      },
    });
    if (linked === "unread") throw new GroupNotSettledError();
    if (linked === "none") app.log.warn({ corpId, chatId }, "a page named a chat that is not its service group");
  } catch (error) {
    // No such chat, or not one of ours: a page can post anything.
    const refused = error instanceof WecomError && ["rejected", "relation_gone"].includes(error.verdict);
    if (!refused) throw error;
    app.log.warn({ corpId, chatId, code: error.code }, "a page named a chat that WeCom does not show");
  }
}
