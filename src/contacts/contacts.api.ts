import { z } from "zod";
import type { Actor, App } from "../app";
import { defineApiRoute, PageQuery } from "../platform/http";
import { ContactsQuery } from "./contacts.console";
import { requireVisibleCustomer } from "./contacts.policy";
import {
  CustomerDate,
  CustomerParams,
  CustomerProfile,
  CustomerRow,
  MarkTagsAnswer,
  MarkTagsRequest,
  SetDatesRequest,
  TagGroupRow,
  TimelineRow,
} from "./contacts.schema";
import { customerProfile } from "./customer-profile";
import { listCustomers } from "./customers.queries";
import { readDates, setDatesAs } from "./date-routes";
import { markTagAs } from "./mark-tag-as";
import { timelinePage } from "./present-timeline";
import { listTags } from "./tags.queries";

const page = <T extends z.ZodType>(row: T) => z.object({ data: z.array(row), nextCursor: z.string().nullable() });

/** What other systems may ask. */
export const contactsApi = [
  defineApiRoute({
    method: "get",
    path: "/contacts",
    summary: "Customers (external contacts), latest activity first; filters narrow together, `nextCursor` goes on",
    query: ContactsQuery,
    response: page(CustomerRow),
    handle: (app: App, actor: Actor, { query }) => listCustomers(app, actor, query),
  }),
  defineApiRoute({
    method: "get",
    path: "/contacts/:externalUserid",
    summary: "One customer with relations, tags, dates and groups",
    params: CustomerParams,
    response: z.object({ data: CustomerProfile }),
    handle: async (app: App, actor: Actor, { params }) => {
      const contact = await requireVisibleCustomer(app, actor, params.externalUserid);
      return { data: await customerProfile(app, actor, contact) };
    },
  }),
  defineApiRoute({
    method: "get",
    path: "/contacts/:externalUserid/timeline",
    summary: "What happened with a customer, newest first",
    params: CustomerParams,
    query: PageQuery,
    response: page(TimelineRow),
    handle: async (app: App, actor: Actor, { params, query }) => {
      const { corpId, externalUserid } = await requireVisibleCustomer(app, actor, params.externalUserid);
      return timelinePage(app, { corpId, externalUserid, ...query });
    },
  }),
  defineApiRoute({
    method: "get",
    path: "/contacts/:externalUserid/dates",
    summary: "Birthdays and other days that come round, with the day each is kept next",
    params: CustomerParams,
    response: z.object({ data: z.array(CustomerDate) }),
    handle: async (app: App, actor: Actor, { params }) => ({
      data: await readDates(app, actor, params.externalUserid),
    }),
  }),
  defineApiRoute({
    method: "put",
    path: "/contacts/:externalUserid/dates",
    summary: "Set all of them: what is left out is forgotten",
    params: CustomerParams,
    body: SetDatesRequest,
    response: z.object({ data: z.array(CustomerDate) }),
    handle: async (app: App, actor: Actor, { params, body }) => ({
      data: await setDatesAs(app, actor, params.externalUserid, body),
    }),
  }),
  defineApiRoute({
    method: "post",
    path: "/contacts/:externalUserid/tags",
    summary: "Tag a customer, in WeCom too",
    params: CustomerParams,
    body: MarkTagsRequest,
    response: z.object({ data: MarkTagsAnswer }),
    handle: async (app: App, actor: Actor, { params, body }) => ({
      data: await markTagAs(app, actor, params.externalUserid, body),
    }),
  }),
  defineApiRoute({
    method: "get",
    path: "/tags",
    summary: "Corp tags by group",
    response: z.object({ data: z.array(TagGroupRow) }),
    handle: async (app: App, actor: Actor) => ({ data: await listTags(app, actor) }),
  }),
];
