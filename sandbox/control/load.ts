import { z } from "zod";
import { addInBulk } from "../world/bulk";
import type { Handlers } from "./handler";
import { parse } from "./handler";
import { StormBody, storm } from "./storm";
import { streamTruth } from "./truth";

const BulkBody = z.strictObject({
  customers: z.int().min(0).max(500_000).default(0),
  members: z.int().min(0).max(5000).default(0),
  followersPerCustomer: z.int().min(1).max(100).default(1),
  groups: z.int().min(0).max(20_000).default(0),
  membersPerGroup: z.int().min(1).max(500).default(30),
  seed: z.int().default(1),
});

/** Large worlds and many events at once: what load tests need. */
export const loadHandlers: Handlers = [
  ["POST", /^\/bulk$/, ({ world }, { body }) => addInBulk(world, parse(BulkBody, body))],
  ["POST", /^\/storm$/, ({ world }, { body }) => storm(world, parse(StormBody, body))],
  ["GET", /^\/deliveries$/, ({ world }) => world.callbacks.deliveries()],
  [
    "GET",
    /^\/state\/contacts$/,
    async ({ world }, { query }, response) => {
      await streamTruth(world, query, response);
      return null;
    },
  ],
];
