import { findGroup } from "../../world/groups";
import { randomHex } from "../../world/ids";
import { ownAddress } from "../../world/own-address";
import type { JoinWay } from "../../world/ways";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import type { Fields } from "../fields";
import { type ApiCall, post, type Routes } from "../route";
import { ownerInRange } from "./groups";

function readFields(world: World, body: Fields): Record<string, unknown> {
  const scene = body.int("scene", { missing: 41038, min: 1, max: 2, bad: 41039 });
  const chats = body.texts("chat_id_list", { missing: 40063, max: 5, tooMany: 41091 });
  for (const chatId of chats) {
    const group = findGroup(world, chatId);
    if (!group || group.dismissedAt !== null || !ownerInRange(world, group)) throw new WecomFault(90501);
  }
  return {
    scene,
    remark: [...(body.optionalText("remark") ?? "")].slice(0, 30).join(""),
    auto_create_room: body.optionalInt("auto_create_room", { min: 0, max: 1 }) ?? 1,
    room_base_name: body.optionalText("room_base_name", { maxChars: 40 }) ?? "",
    room_base_id: body.optionalInt("room_base_id") ?? 0,
    chat_id_list: chats,
    state: body.optionalText("state", { maxChars: 30 }) ?? "",
    mark_source: body.flag("mark_source", false),
  };
}

function own({ world, body, app }: ApiCall): JoinWay {
  const way = world.state.ways.join[body.text("config_id", { missing: 41043 })];
  if (!way || way.madeBy !== app.agentId) throw new WecomFault(41044, "invalid config_id");
  return way;
}

function add({ world, body, app }: ApiCall) {
  const fields = readFields(world, body);
  const configId = randomHex(16);
  world.state.ways.join[configId] = {
    configId,
    madeBy: app.agentId,
    qrCode: `/_qr/group/${configId}`,
    fields,
  };
  return { config_id: configId };
}

function read(call: ApiCall) {
  const way = own(call);
  return { join_way: { config_id: way.configId, ...way.fields, qr_code: ownAddress(call.world, way.qrCode) } };
}

function update(call: ApiCall) {
  own(call).fields = readFields(call.world, call.body);
  return {};
}

function remove(call: ApiCall) {
  delete call.world.state.ways.join[own(call).configId];
  return {};
}

export const joinWayRoutes: Routes = {
  "externalcontact/groupchat/add_join_way": post("customer", add),
  "externalcontact/groupchat/get_join_way": post("customer", read),
  "externalcontact/groupchat/update_join_way": post("customer", update),
  "externalcontact/groupchat/del_join_way": post("customer", remove),
};
