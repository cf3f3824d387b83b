import { z } from "zod";
import { endTokens, revokeTokens } from "../world/credentials";
import { noFaults } from "../world/knobs";
import type { World } from "../world/world";

const Probability = z.number().min(0).max(1);

export const FaultsBody = z.strictObject({
  api: z
    .array(
      z.strictObject({
        path: z.string().startsWith("/"),
        errcode: z.int().optional(),
        httpStatus: z.int().min(100).max(599).optional(),
        delayMs: z.number().min(0).optional(),
        cutAfterWork: z.boolean().optional(),
        probability: Probability.optional(),
        times: z.int().min(1).default(1),
      }),
    )
    .default([]),
  callbacks: z
    .strictObject({
      only: z.array(z.string()).min(1).optional(),
      drop: Probability.optional(),
      duplicate: Probability.optional(),
      shuffle: Probability.optional(),
      plainValues: Probability.optional(),
      shuffleElements: Probability.optional(),
      delayMs: z.number().min(0).optional(),
    })
    .default({}),
  tokens: z.enum(["revoke", "expire"]).optional(),
  ip: z.enum(["deny", "allow"]).default("allow"),
});

/** Replaces what was set before; `tokens` acts once. */
export function setFaults(world: World, { api, callbacks, tokens, ip }: z.infer<typeof FaultsBody>): void {
  world.state.faults = { api, callbacks, ip };
  if (tokens === "revoke") revokeTokens(world);
  if (tokens === "expire") endTokens(world);
}

export function clearFaults(world: World): void {
  world.state.faults = noFaults();
}

export const LimitsBody = z
  .strictObject({
    callsPerMinute: z.int().min(1),
    callsPerHour: z.int().min(1),
    concurrentCalls: z.int().min(0),
    randomBusy: Probability,
    wrongSecretsPerHour: z.int().min(1),
    shortPages: Probability,
    groupLagSeconds: z.number().min(0),
    dispatchSeconds: z.number().min(0),
    massQuota: z.enum(["month", "week", "day"]),
    customersPerMember: z.int().min(0),
    corpTags: z.int().min(0),
    writeMs: z.int().min(0).max(10_000),
    welcomeMs: z.int().min(0).max(10_000),
  })
  .partial();

export function setLimits(world: World, limits: z.infer<typeof LimitsBody>): void {
  world.state.limits = { ...world.state.limits, ...limits };
  world.state.blockedUntil = {};
}
