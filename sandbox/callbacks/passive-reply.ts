import { mainApp } from "../world/corp";
import { randomText } from "../world/ids";
import { inboxOf, putIntoInbox } from "../world/inbox";
import type { World } from "../world/world";
import { childText, parseXml, type XmlNode } from "./xml";

interface Envelope {
  open: (sealed: string) => { message: string; receiveId: string } | null;
  sign: (timestamp: string, nonce: string, data: string) => string;
}

/**
 * What an app answers inside the HTTP response of an event: a message for the member, or a change of the tapped card.
 *
 * @returns what became of it, for the journal.
 */
export function takePassiveReply(
  world: World,
  to: { userid: string; taskId: string | null },
  body: string,
  envelope: Envelope,
): string {
  const outer = parseXml(body);
  const sealed = outer && childText(outer, "Encrypt");
  if (!outer || !sealed) return body.trim() === "success" ? "success" : "ignored: no encrypted reply";
  const signature = envelope.sign(childText(outer, "TimeStamp") ?? "", childText(outer, "Nonce") ?? "", sealed);
  if (signature !== childText(outer, "MsgSignature")) return "refused: signature";
  const opened = envelope.open(sealed);
  const message = opened?.receiveId === world.state.corp.corpId ? parseXml(opened.message) : null;
  if (!message) return "refused: not decryptable";
  return apply(world, to, message);
}

function apply(world: World, to: { userid: string; taskId: string | null }, message: XmlNode): string {
  const msgtype = childText(message, "MsgType") ?? "";
  const card = inboxOf(world, to.userid).findLast(
    (row) => row.msgtype === "template_card" && row.body.task_id === to.taskId,
  );
  if (msgtype === "update_button") {
    if (!card) return "ignored: no such card";
    const button = message.children.find((node) => node.name === "Button");
    card.replaceName = (button && childText(button, "ReplaceName")) ?? "";
    return "update_button";
  }
  if (msgtype === "update_template_card") {
    const fresh = message.children.find((node) => node.name === "TemplateCard");
    if (!card || !fresh) return "ignored: no such card";
    card.body = { ...(toJson(fresh) as Record<string, unknown>), task_id: to.taskId };
    return "update_template_card";
  }
  const payload = message.children.find((node) => node.name.toLowerCase() === msgtype);
  const content = payload ? (toJson(payload) as Record<string, unknown>) : { content: childText(message, "Content") };
  const agentId = mainApp(world).agentId;
  putIntoInbox(world, to.userid, { at: world.now(), msgid: randomText(40), agentId, msgtype, body: content });
  return msgtype;
}

const snake = (name: string): string => name.replace(/(?<=[a-z])([A-Z])/g, "_$1").toLowerCase();

/** CamelCase XML to the snake_case JSON of the send call; repeated elements make a list. */
function toJson(node: XmlNode): unknown {
  if (node.children.length === 0) return /^\d{1,9}$/.test(node.text.trim()) ? Number(node.text) : node.text.trim();
  const out: Record<string, unknown> = {};
  for (const child of node.children) {
    const key = snake(child.name);
    const value = toJson(child);
    if (key in out || key.endsWith("_list")) out[key] = [...((out[key] as unknown[]) ?? []), value];
    else out[key] = value;
  }
  return out;
}
