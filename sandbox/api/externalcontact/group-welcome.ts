import { randomText } from "../../world/ids";
import type { GroupWelcome } from "../../world/outreach";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import type { Fields } from "../fields";
import { isRecord } from "../fields";
import { type ApiCall, post, type Routes } from "../route";
import { file, KINDS } from "./attachments";

const MAX_MATERIALS = 100;
const MAX_TEXT_BYTES = 3000;
/** Of several kinds only the first in this order counts. */
const ORDER = ["image", "link", "miniprogram", "file", "video"];

/** Here alone files of up to 200 MB from `media/upload_by_url` are taken too. */
const MATERIALS: typeof KINDS = {
  ...KINDS,
  video: file("video", ["upload", "by-url"]),
  file: file("file", ["upload", "by-url"]),
};

function readMaterial(world: World, body: Fields): Record<string, unknown> {
  const text = body.object("text")?.optionalText("content", { maxBytes: MAX_TEXT_BYTES, tooLong: 45002 }) ?? "";
  const kind = ORDER.find((name) => body.has(name));
  if (text === "" && kind === undefined) throw new WecomFault(40063, "the material is empty");
  const content: Record<string, unknown> = text === "" ? {} : { text: { content: text } };
  if (kind === undefined) return content;
  const inner = body.object(kind)!;
  MATERIALS[kind]!(world, inner);
  return { ...content, [kind]: inner.source };
}

function material(call: ApiCall): GroupWelcome {
  const found = call.world.state.outreach.groupWelcomes[call.body.text("template_id")];
  if (!found) throw new WecomFault(41056, "invalid template_id");
  return found;
}

function own(call: ApiCall): GroupWelcome {
  const found = material(call);
  if (found.madeBy !== call.app.agentId) throw new WecomFault(41058);
  return found;
}

function add({ world, body, app }: ApiCall) {
  const content = readMaterial(world, body);
  const { groupWelcomes } = world.state.outreach;
  if (Object.keys(groupWelcomes).length >= MAX_MATERIALS) throw new WecomFault(41055);
  const templateId = `msg${randomText(29)}`;
  groupWelcomes[templateId] = { madeBy: app.agentId, content };
  return { template_id: templateId };
}

function edit(call: ApiCall) {
  own(call).content = readMaterial(call.world, call.body);
  return {};
}

/** Images come back as `pic_url`, whatever they were given as. */
function read(call: ApiCall) {
  const { content } = material(call);
  if (!isRecord(content.image)) return content;
  const { media_id, pic_url } = content.image;
  const url = typeof media_id === "string" ? `${call.origin}/_media/${media_id}` : pic_url;
  return { ...content, image: { pic_url: url } };
}

function remove(call: ApiCall) {
  own(call);
  delete call.world.state.outreach.groupWelcomes[call.body.text("template_id")];
  return {};
}

export const groupWelcomeRoutes: Routes = {
  "externalcontact/group_welcome_template/add": post("customer", add),
  "externalcontact/group_welcome_template/edit": post("customer", edit),
  "externalcontact/group_welcome_template/get": post("customer", read),
  "externalcontact/group_welcome_template/del": post("customer", remove),
};
