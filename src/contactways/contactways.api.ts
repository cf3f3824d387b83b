import { z } from "zod";
import type { Actor, App } from "../app";
import { defineApiRoute, PageQuery } from "../platform/http";
import { updateWay } from "./change-way";
import { detailOf, WayParams } from "./contactways.console";
import { authorizeWay } from "./contactways.policy";
import { listWays } from "./contactways.queries";
import { UpdateWayRequest, WayContent, WayDetail, WayRow } from "./contactways.schema";
import { createWay } from "./create-way";
import { deleteWay } from "./delete-way";

const One = z.object({ data: WayDetail });

/** 渠道活码 for other systems, such as one that prints posters. */
export const contactwaysApi = [
  defineApiRoute({
    method: "get",
    path: "/contact-ways",
    summary: "QR codes by channel with who came and stayed, newest first",
    query: PageQuery,
    response: z.object({ data: z.array(WayRow), nextCursor: z.string().nullable() }),
    handle: (app: App, actor: Actor, { query }) => listWays(app, actor.corpId, query),
  }),
  defineApiRoute({
    method: "get",
    path: "/contact-ways/:id",
    summary: "One QR code with its last 30 days",
    params: WayParams,
    response: One,
    handle: async (app: App, actor: Actor, { params }) => ({ data: await detailOf(app, actor, params.id) }),
  }),
  defineApiRoute({
    method: "post",
    path: "/contact-ways",
    summary: "Make a QR code in WeCom",
    body: WayContent,
    response: One,
    handle: async (app: App, actor: Actor, { body }) => {
      authorizeWay(actor, body);
      return { data: await detailOf(app, actor, await createWay(app, actor, body)) };
    },
  }),
  defineApiRoute({
    method: "put",
    path: "/contact-ways/:id",
    summary: "Change members, tags and welcome; the printed code stays",
    params: WayParams,
    body: UpdateWayRequest,
    response: One,
    handle: async (app: App, actor: Actor, { params, body }) => {
      authorizeWay(actor, body.content);
      await updateWay(app, actor, params.id, body);
      return { data: await detailOf(app, actor, params.id) };
    },
  }),
  defineApiRoute({
    method: "delete",
    path: "/contact-ways/:id",
    summary: "Delete a QR code; its figures stay",
    params: WayParams,
    response: z.object({ data: z.object({ id: z.string() }) }),
    handle: async (app: App, actor: Actor, { params }) => {
      await deleteWay(app, actor, params.id);
      return { data: { id: params.id } };
    },
  }),
];
