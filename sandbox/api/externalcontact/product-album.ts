import type { Product } from "../../world/business";
import { randomText } from "../../world/ids";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import type { Fields } from "../fields";
import { pageOf } from "../paging";
import { type ApiCall, post, type Routes } from "../route";
import { requireMedia } from "./attachments";

const MAX_PRICE = 5_000_000;

function readFields(world: World, body: Fields): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const description = body.optionalText("description", { maxChars: 300, tooLong: 41085 });
  const price = body.optionalInt("price", { min: 1, max: MAX_PRICE, bad: 41086 });
  const number = body.optionalText("product_sn", { maxBytes: 128 });
  if (number !== undefined && !/^[0-9A-Za-z]*$/.test(number)) throw new WecomFault(41087, "invalid product_sn");
  if (description !== undefined) fields.description = description;
  if (price !== undefined) fields.price = price;
  if (number !== undefined) fields.product_sn = number;
  if (!body.has("attachments")) return fields;
  fields.attachments = body.objects("attachments", { missing: 40063, max: 9, tooMany: 40058 }).map((row) => {
    const image = row.object("image");
    if (row.text("type") !== "image" || !image) throw new WecomFault(40058, "attachments take images only");
    requireMedia(world, image.text("media_id", { missing: 40007 }), ["album"], "image");
    return row.source;
  });
  return fields;
}

function add({ world, body, app }: ApiCall) {
  const fields = readFields(world, body);
  if (!fields.description || fields.price === undefined || !fields.attachments) {
    throw new WecomFault(40063, "missing description, price or attachments");
  }
  const productId = randomText(32);
  const product = { n: world.nextNumber(), productId, madeBy: app.agentId, createdAt: world.now(), fields };
  world.state.business.products[productId] = product;
  return { product_id: productId };
}

function productOf({ world, body }: ApiCall): Product {
  const product = world.state.business.products[body.text("product_id", { missing: 41073 })];
  if (!product) throw new WecomFault(41074, "invalid product_id");
  return product;
}

function own(call: ApiCall): Product {
  const product = productOf(call);
  if (product.madeBy !== call.app.agentId) throw new WecomFault(41075, "not a product of this app");
  return product;
}

const present = (product: Product) => ({
  product_id: product.productId,
  create_time: product.createdAt,
  ...product.fields,
});

function list({ world, body }: ApiCall) {
  const limit = body.optionalInt("limit", { min: 1, max: 100 }) ?? 50;
  const cursor = body.optionalText("cursor");
  const rows = Object.values(world.state.business.products);
  const page = pageOf(world, rows, { name: "products", cursor, limit, numberOf: (product) => product.n });
  return { next_cursor: page.nextCursor, product_list: page.rows.map(present) };
}

export const productAlbumRoutes: Routes = {
  "externalcontact/add_product_album": post("customer", add),
  "externalcontact/get_product_album": post("customer", (call) => ({ product: present(productOf(call)) })),
  "externalcontact/get_product_album_list": post("customer", list),
  "externalcontact/update_product_album": post("customer", (call) => {
    Object.assign(own(call).fields, readFields(call.world, call.body));
    return {};
  }),
  "externalcontact/delete_product_album": post("customer", (call) => {
    delete call.world.state.business.products[own(call).productId];
    return {};
  }),
};
