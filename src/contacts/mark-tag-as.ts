import type { z } from "zod";
import type { Actor, App } from "../app";
import { requireVisibleCustomer } from "./contacts.policy";
import type { MarkTagsAnswer, MarkTagsRequest } from "./contacts.schema";
import { markTag } from "./mark-tag";
import { relationToActOn } from "./relations.queries";

/** A person tags a customer on a screen. Tags belong to one member's relation, so one is chosen. */
export async function markTagAs(
  app: App,
  actor: Actor,
  externalUserid: string,
  request: z.output<typeof MarkTagsRequest>,
): Promise<z.input<typeof MarkTagsAnswer>> {
  await requireVisibleCustomer(app, actor, externalUserid);
  const { userid } = await relationToActOn(app, actor, externalUserid, request.userid);
  const { add, remove } = request;
  const marked = await markTag(app, { corpId: actor.corpId, externalUserid, userid, add, remove, actor: actor.userid });
  return { userid, ...marked };
}
