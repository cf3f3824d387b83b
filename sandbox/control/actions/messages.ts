import { z } from "zod";
import { emitArchiveNotify } from "../../callbacks/events";
import { archiveMessages, notifyArchive } from "../../world/archive";
import { Refusal } from "../../world/refusal";
import { say } from "../../world/say";
import { type Action, action } from "./action";

const send = action(
  z.strictObject({
    from: z.string(),
    to: z.string().optional(),
    chatId: z.string().optional(),
    msgtype: z.string(),
    content: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  }),
  (world, input) => {
    const { to, chatId, ...rest } = input;
    if ((to === undefined) === (chatId === undefined)) throw new Refusal("action.invalid", "give `to` or `chatId`");
    return { ...say(world, { ...rest, ...(to === undefined ? { chatId: chatId! } : { to }) }) };
  },
);

/** The original stays in the archive; a row of its own points at it. */
const recall = action(z.strictObject({ msgid: z.string() }), (world, { msgid }) => {
  const said = world.talk.find(msgid);
  if (!said) throw new Refusal("message.unknown", `no message ${msgid}`, 404);
  if (said.recalled) throw new Refusal("message.recalled", "the message is withdrawn already", 409);
  const group = said.chatId === null ? undefined : world.state.groups[said.chatId];
  const others = group?.memberships.filter((row) => row.leftAt === null && row.id !== said.from).map((row) => row.id);
  world.talk.recall(msgid);
  if (!/^\d+_\d+(_external)?$/.test(msgid)) return {};
  const [row] = archiveMessages(world, [
    {
      action: "recall",
      from: said.from,
      tolist: others ?? (said.to === null ? [] : [said.to]),
      roomid: said.chatId ?? "",
      msgtype: "revoke",
      content: { pre_msgid: msgid },
      external: msgid.endsWith("_external"),
      atMs: world.nowMs(),
    },
  ]);
  notifyArchive(world, () => emitArchiveNotify(world));
  return { msgid: row!.msgid, seq: row!.seq };
});

export const messageActions: Record<string, Action> = { "message.send": send, "message.recall": recall };
