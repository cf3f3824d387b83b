import type Router from "@koa/router";
import type { RouterContext } from "@koa/router";
import type { Redis } from "ioredis";
import type { DataSource } from "typeorm";
import type { Events } from "./events";
import { type Clock, followClock, systemClock } from "./platform/clock";
import type { Config } from "./platform/config";
import { ContentCipher } from "./platform/content-cipher";
import { type EntityClass, openDatabase, type Tx } from "./platform/db";
import type { ApiRoute } from "./platform/http";
import { createLogger, type Logger } from "./platform/log";
import { OneTrip } from "./platform/one-trip";
import { createRedis } from "./platform/redis";
import { SealedEntityReader } from "./platform/sealed-entity";
import { type JobDefinition, Lease, Queues, Work, WorkItem, WorkRegistry } from "./platform/work";
import { createWecomClient, type WecomClient } from "./wecom";

/** What a command may need, built once per process and passed by hand. */
export interface App {
  config: Config;
  log: Logger;
  db: DataSource;
  /** Transactions that are one round trip, on connections of their own. */
  oneTrip: OneTrip;
  redis: Redis;
  queues: Queues;
  registry: WorkRegistry<App>;
  /** Asks for work and publishes events, both as rows of the caller's transaction. */
  work: Work<App, Events>;
  wecom: WecomClient;
  /** Seals and opens what customers and members wrote, wherever it is kept. */
  content: ContentCipher;
  /** What all capabilities keep about customers and of messages. */
  keepers: { personalData: readonly PersonalData[]; forgetMessages: readonly MessageRemover[] };
  clock: Clock;
  /** Business time (the corp's clock). */
  now(): Date;
}

/** Looks for due rows again and again; runs in the one active scheduler. Must bear running twice and dying in the middle. */
export interface Schedule {
  everyMs: number;
  run(app: App): Promise<void>;
}

/** A customer whose data is asked for. */
export interface Person {
  corpId: string;
  externalUserid: string;
}

/**
 * Something a capability keeps about a customer, and how it is forgotten when the customer asks for it. Whoever adds a table
 * with customers' ids adds one of these; `compliance/erasure.test.ts` finds tables that nobody names.
 */
export interface PersonalData {
  /** On the screen: 「跟进关系」. */
  label: string;
  tables: readonly string[];
  /** Rows to forget; zero once all is forgotten. */
  count(app: App, person: Person): Promise<number>;
  /** Forgets up to about `limit` rows in one short transaction. @returns how many; zero when none is left. Bears running twice. */
  erase(app: App, person: Person, limit: number): Promise<number>;
}

/** A message that is about to be removed. */
export interface RemovedMessage {
  id: string;
  msgid: string;
  threadId: string;
  sentAt: Date;
}

/**
 * Removes what a capability keeps of messages (index entries, files, quotes), in the transaction that removes them, before
 * they go. Database work only: files are removed by work that is asked for here. `why`: too old, or on a customer's request.
 */
export type MessageRemover = (
  app: App,
  tx: Tx,
  corpId: string,
  messages: readonly RemovedMessage[],
  why: RemovalReason,
) => Promise<void>;

export type RemovalReason = "retention" | "erasure";

/** What a capability gives to the platform; `capabilities.ts` lists them all, nothing is discovered by scanning folders. */
export interface CapabilityModule {
  name: string;
  entities?: EntityClass[];
  /** Mounted under /console/api, behind a signed-in member. */
  consoleRoutes?: (app: App) => Router<KoaState>;
  /** Mounted under /sidebar/api, behind a signed-in member. */
  sidebarRoutes?: (app: App) => Router<KoaState>;
  /** Mounted under /p: customers' phones, signed links, no login. */
  pageRoutes?: (app: App) => Router<KoaState>;
  /** Operations of /api/v1. */
  apiRoutes?: ApiRoute<App, Actor>[];
  /** job name → definition; the handler is `name.job`. */
  jobs?: Record<string, JobDefinition<App>>;
  /** event → names of this capability's jobs that it wakes. */
  on?: { [Name in keyof Events]?: string | string[] };
  schedules?: Record<string, Schedule>;
  /** What it keeps about customers. */
  personalData?: PersonalData[];
  /** What it keeps of messages. */
  forgetMessages?: MessageRemover;
  /** Starter data, written after the migrations; only where its table is empty, so it may run at every start. */
  seed?: (app: App) => Promise<void>;
}

/** Who acts. Set by the login in front of the routes, never by the request's body. */
export interface Actor {
  corpId: string;
  userid: string;
  name: string;
  role: "admin" | "manager" | "rep";
  /** Members whose customers this actor may see; "all" for admins. */
  scope: "all" | string[];
}

export interface KoaState {
  requestId: string;
  actor?: Actor;
}

export type Ctx = RouterContext<KoaState>;

export interface BuildAppOptions {
  config: Config;
  capabilities: CapabilityModule[];
  process: string;
  clock?: Clock;
}

export function registryOf(capabilities: CapabilityModule[]): WorkRegistry<App> {
  const registry = new WorkRegistry<App>();
  for (const capability of capabilities) {
    for (const [name, job] of Object.entries(capability.jobs ?? {})) registry.addJob(`${capability.name}.${name}`, job);
  }
  for (const capability of capabilities) {
    for (const [event, jobs] of Object.entries(capability.on ?? {})) {
      for (const job of [jobs].flat()) {
        const handler = `${capability.name}.${job}`;
        if (!registry.job(handler))
          throw new Error(`${capability.name} subscribes to ${event} with an unknown job ${job}`);
        registry.subscribe(event, handler);
      }
    }
  }
  return registry;
}

export function entitiesOf(capabilities: CapabilityModule[]): EntityClass[] {
  return [WorkItem, Lease, ...capabilities.flatMap((capability) => capability.entities ?? [])];
}

/** Two that commit, and one for when they are stuck. They are opened when first used. */
const ONE_TRIP_CONNECTIONS = 3;

/** Connects to MySQL and Redis. @see closeApp */
export async function buildApp(options: BuildAppOptions): Promise<App> {
  const { config, capabilities } = options;
  const log = createLogger({ level: config.logLevel, process: options.process });
  const db = await openDatabase({
    url: config.databaseUrl,
    poolSize: config.databasePool,
    entities: entitiesOf(capabilities),
  });
  const content = new ContentCipher(config.contentKeys);
  db.subscribers.push(new SealedEntityReader(content));
  const redis = createRedis(config.redisUrl, log);
  const queues = new Queues(config.redisUrl, config.redisPrefix, log);
  const registry = registryOf(capabilities);
  const clock = options.clock ?? (config.clockUrl ? await followClock(config.clockUrl, log) : systemClock);
  const wecom = createWecomClient({
    config: { ...config.wecom, archiveSecret: config.archive.secret },
    redis,
    redisPrefix: config.redisPrefix,
    log,
    clock,
  });
  return {
    config,
    log,
    db,
    oneTrip: new OneTrip(config.databaseUrl, ONE_TRIP_CONNECTIONS),
    redis,
    queues,
    registry,
    work: new Work<App, Events>(db, queues, registry, log),
    wecom,
    content,
    keepers: {
      personalData: capabilities.flatMap((capability) => capability.personalData ?? []),
      forgetMessages: capabilities.flatMap((capability) => capability.forgetMessages ?? []),
    },
    clock,
    now: () => clock.now(),
  };
}

/** Queues first (active jobs finish), then Redis and MySQL. */
export async function closeApp(app: App): Promise<void> {
  app.clock.close();
  app.wecom.close();
  await app.queues.close();
  app.redis.disconnect();
  await app.oneTrip.close();
  if (app.db.isInitialized) await app.db.destroy();
}
