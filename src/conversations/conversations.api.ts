import type { Actor, App } from "../app";
import { defineApiRoute } from "../platform/http";
import { MalformedSearchError } from "./conversations.errors";
import { MessageHitsPage, MessageSearchQuery } from "./message-search.schema";
import { recordSearch } from "./reading-record";
import { searchAs } from "./search-as";

/** What other systems may ask. */
export const conversationsApi = [
  defineApiRoute({
    method: "get",
    path: "/messages/search",
    summary:
      "Archived messages that hold the words, newest first; filters narrow together, `nextCursor` goes on. Within the token's scope, and written down in the audit chain",
    query: MessageSearchQuery,
    response: MessageHitsPage,
    refuseQuery: (error) => new MalformedSearchError(error),
    handle: (app: App, actor: Actor, { query }) => searchAs(app, actor, query, () => recordSearch(app, actor, query)),
  }),
];
