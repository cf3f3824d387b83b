import { z } from "zod";
import { emitCustomerChange } from "../../callbacks/events";
import { isReadable } from "../../world/customers";
import { Refusal } from "../../world/refusal";
import { acceptCustomer, addCustomer, deleteCustomer, presentMember, relationOf } from "../../world/relate";
import { findTag } from "../../world/tags";
import { DAY_SECONDS } from "../../world/time";
import { refuseTransfer } from "../../world/transfers";
import { type Action, action } from "./action";

const Pair = { userid: z.string(), externalUserid: z.string() };

const add = action(
  z.strictObject({
    userid: z.string(),
    externalUserid: z.string().optional(),
    name: z.string().optional(),
    gender: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
    customerType: z.union([z.literal(1), z.literal(2)]).optional(),
    state: z.string().optional(),
    addWay: z.int().optional(),
    half: z.boolean().optional(),
  }),
  (world, input) => ({ ...addCustomer(world, input) }),
);

const accept = action(z.strictObject(Pair), (world, { userid, externalUserid }) => ({
  externalUserid,
  welcomeCode: acceptCustomer(world, userid, externalUserid),
}));

const remove = action(
  z.strictObject({ ...Pair, by: z.enum(["member", "customer"]) }),
  (world, { userid, externalUserid, by }) => {
    deleteCustomer(world, userid, externalUserid, by);
    return {};
  },
);

const edit = action(
  z.strictObject({
    ...Pair,
    remark: z.string().optional(),
    description: z.string().optional(),
    remarkMobiles: z.array(z.string()).optional(),
    addTagIds: z.array(z.string()).optional(),
    removeTagIds: z.array(z.string()).optional(),
  }),
  (world, { userid, externalUserid, addTagIds = [], removeTagIds = [], ...notes }) => {
    const relation = relationOf(world, userid, externalUserid);
    if (!isReadable(relation)) throw new Refusal("relation.ended", "the customer is no contact of this member", 409);
    for (const id of addTagIds) if (!findTag(world, id)) throw new Refusal("tag.unknown", `no tag ${id}`, 404);
    if (notes.remark !== undefined) relation.remark = notes.remark;
    if (notes.description !== undefined) relation.description = notes.description;
    if (notes.remarkMobiles !== undefined) relation.remarkMobiles = notes.remarkMobiles;
    const kept = relation.tagIds.filter((id) => !removeTagIds.includes(id));
    relation.tagIds = [...new Set([...kept, ...addTagIds])];
    emitCustomerChange(world, "edit_external_contact", relation);
    return {};
  },
);

/** A customer scans the QR code of a 「联系我」: one of its members is added. */
const scanContactWay = action(
  z.strictObject({ configId: z.string(), externalUserid: z.string().optional(), name: z.string().optional() }),
  (world, { configId, ...customer }) => {
    const way = world.state.ways.contact[configId];
    if (!way) throw new Refusal("way.unknown", `no contact way ${configId}`, 404);
    const users = way.fields.user as string[];
    const userid = users[Math.floor(Math.random() * users.length)];
    if (userid === undefined) throw new Refusal("way.nobody", "the contact way names no member", 409);
    const state = String(way.fields.state ?? "");
    const met = addCustomer(world, { userid, ...customer, addWay: 1, ...(state === "" ? {} : { state }) });
    if (way.fields.is_temp) {
      const seconds = Number(way.fields.chat_expires_in ?? DAY_SECONDS);
      const conclusions = (way.fields.conclusions as Record<string, unknown> | undefined) ?? null;
      relationOf(world, userid, met.externalUserid).temporary = { conclusions, endsAt: world.now() + seconds };
      delete world.state.ways.contact[configId];
    }
    return { ...met, userid };
  },
);

const consoleWelcome = action(
  z.strictObject({ userid: z.string(), text: z.string().nullable() }),
  (world, { userid, text }) => {
    presentMember(world, userid).consoleWelcome = text;
    return {};
  },
);

const refuse = action(
  z.strictObject({ externalUserid: z.string(), takeoverUserid: z.string() }),
  (world, { externalUserid, takeoverUserid }) => {
    refuseTransfer(world, externalUserid, takeoverUserid);
    return {};
  },
);

export const customerActions: Record<string, Action> = {
  "customer.add": add,
  "customer.accept": accept,
  "customer.delete": remove,
  "customer.edit": edit,
  "contactWay.scan": scanContactWay,
  "member.consoleWelcome": consoleWelcome,
  "transfer.refuse": refuse,
};
