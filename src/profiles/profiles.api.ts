import { z } from "zod";
import type { Actor, App } from "../app";
import { defineApiRoute } from "../platform/http";
import { CustomerParams, readFields, saveFields } from "./customer-field-routes";
import { listFields, presentField } from "./list-fields";
import { CustomerFields, FieldRow, SetFieldsRequest } from "./profiles.schema";

export const profilesApi = [
  defineApiRoute({
    method: "get",
    path: "/profile-fields",
    summary: "Fields that the operator defined for customers",
    response: z.object({ data: z.array(FieldRow) }),
    handle: async (app: App, actor: Actor) => ({ data: (await listFields(app, actor.corpId)).map(presentField) }),
  }),
  defineApiRoute({
    method: "get",
    path: "/contacts/:externalUserid/fields",
    summary: "What these fields hold for one customer",
    params: CustomerParams,
    response: z.object({ data: CustomerFields }),
    handle: async (app: App, actor: Actor, { params }) => ({
      data: await readFields(app, actor, params.externalUserid),
    }),
  }),
  defineApiRoute({
    method: "put",
    path: "/contacts/:externalUserid/fields",
    summary: "Set some of them; 409 when one changed after the version given",
    params: CustomerParams,
    body: SetFieldsRequest,
    response: z.object({ data: CustomerFields }),
    handle: async (app: App, actor: Actor, { params, body }) => ({
      data: await saveFields(app, actor, params.externalUserid, body),
    }),
  }),
];
