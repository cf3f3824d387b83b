import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { entryOf } from "../api/fields";
import { resetWorld } from "../seed/reset";
import { archivedMediaPath, keepArchivedMedia } from "../world/archive";
import { liveMedia, mediaBytes } from "../world/media";
import { Refusal } from "../world/refusal";
import type { World } from "../world/world";
import { actions } from "./actions";
import { streamChanges } from "./change-stream";
import { groupsView } from "./group-views";
import { type ControlContext, type ControlRequest, type Handlers, parse } from "./handler";
import { checkSignature, JssdkBody } from "./jssdk";
import { clearFaults, FaultsBody, LimitsBody, setFaults, setLimits } from "./knobs";
import { loadHandlers } from "./load";
import { momentsView } from "./moment-views";
import { setTrustedDomains, TrustedDomainsBody } from "./trusted-domains";
import { chatView, corpView, customersView, deskView, inboxView, phoneView } from "./views";

const CallbackBody = z.strictObject({
  url: z.url().nullable(),
  token: z.string().max(32).default(""),
  aesKey: z.string().default(""),
  retryNon200: z.boolean().default(true),
});

/** The url is kept whatever the check brings; its outcome is in the answer. */
async function putCallback({ world }: ControlContext, { body }: ControlRequest) {
  const callback = parse(CallbackBody, body);
  if (callback.url !== null && !/^[0-9A-Za-z]{43}$/.test(callback.aesKey)) {
    throw new Refusal("callback.aes_key", "aesKey must be 43 letters and digits");
  }
  world.state.callback = callback;
  const check = await world.callbacks.check();
  world.changed();
  return { ok: true, verified: check.passed, reason: check.reason };
}

const clockView = (world: World) => ({
  now: world.now(),
  nowMs: world.nowMs(),
  offsetMs: world.state.clockOffsetMs,
  /** When the next thing happens by itself. */
  nextAt: world.state.due[0] ? Math.ceil(world.state.due[0].atMs / 1000) : null,
});

const ClockBody = z.union([
  z.strictObject({ advanceSeconds: z.number().min(0) }),
  z.strictObject({ at: z.number().min(0) }),
]);

async function moveClock({ world, due }: ControlContext, { body }: ControlRequest) {
  const input = parse(ClockBody, body);
  due.moveTo("at" in input ? input.at * 1000 : world.nowMs() + input.advanceSeconds * 1000);
  await world.callbacks.sent();
  return clockView(world);
}

const ActionBody = z.looseObject({ type: z.string() });

/** Answers when the callbacks it caused have been sent: who acts and then looks finds them there. */
async function act({ world }: ControlContext, { body }: ControlRequest) {
  const { type, ...fields } = parse(ActionBody, body);
  const run = entryOf(actions, type);
  if (!run) throw new Refusal("action.unknown", `no action ${type}`);
  const answer = run(world, fields);
  world.journal.add("action", { type, fields, answer });
  world.changed();
  await world.callbacks.sent();
  return answer;
}

const MediaBody = z.strictObject({ sdkfileid: z.string().min(1).max(4096), base64: z.base64() });

function putMedia({ world }: ControlContext, { body }: ControlRequest) {
  const { sdkfileid, base64 } = parse(MediaBody, body);
  const bytes = Buffer.from(base64, "base64");
  keepArchivedMedia(world, sdkfileid, bytes);
  return { bytes: bytes.length, md5sum: createHash("md5").update(bytes).digest("hex") };
}

/** Faults of the archive library, in the form its README gives; an empty object takes them away. */
function putArchiveFaults({ world }: ControlContext, { body }: ControlRequest) {
  const faults = parse(z.looseObject({}), body);
  const path = join(world.dataDir, "faults.json");
  if (Object.keys(faults).length === 0) rmSync(path, { force: true });
  else {
    writeFileSync(`${path}.new`, JSON.stringify(faults));
    renameSync(`${path}.new`, path);
  }
  return faults;
}

function getChat({ world }: ControlContext, { query }: ControlRequest) {
  const chatId = query.get("chatId");
  if (chatId !== null) return chatView(world, world.talk.inGroup(chatId));
  const [userid, peer] = [query.get("userid"), query.get("peer")];
  if (userid === null || peer === null) throw new Refusal("request.invalid", "give chatId, or userid and peer");
  return chatView(world, world.talk.between(userid, peer));
}

/** For the sandbox's page: media of an archived message by its sdkfileid, or an upload by its media_id. */
function getMedia({ world }: ControlContext, { query }: ControlRequest, response: ServerResponse) {
  const [fileId, mediaId] = [query.get("sdkfileid"), query.get("mediaId")];
  const found =
    fileId !== null ? archivedMedia(world, fileId) : mediaId !== null ? uploadedMedia(world, mediaId) : null;
  if (!found) throw new Refusal("media.unknown", "no such media, or it has ended", 404);
  response.writeHead(200, { "content-type": found.type, "x-content-type-options": "nosniff" }).end(found.bytes);
  return null;
}

function archivedMedia(world: World, fileId: string) {
  const path = archivedMediaPath(world, fileId);
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  return { bytes, type: typeOf(bytes) };
}

function uploadedMedia(world: World, mediaId: string) {
  const media = liveMedia(world, mediaId);
  return media ? { bytes: mediaBytes(world, mediaId), type: media.contentType } : null;
}

/** Archived media has no type of its own. */
function typeOf(bytes: Buffer): string {
  const head = bytes.subarray(0, 12).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG")) return "image/png";
  if (head.startsWith("GIF8")) return "image/gif";
  if (head.slice(4, 8) === "ftyp") return "video/mp4";
  return "application/octet-stream";
}

const Seeds = z.strictObject({ seed: z.enum(["empty", "demo"]) });

const HANDLERS: Handlers = [
  ...loadHandlers,
  ["GET", /^\/corp$/, ({ world }) => corpView(world)],
  [
    "POST",
    /^\/reset$/,
    ({ world, rates }, { body }) => {
      resetWorld(world, parse(Seeds, body).seed);
      rates.clear();
      return { corpId: world.state.corp.corpId };
    },
  ],
  ["PUT", /^\/callback$/, putCallback],
  ["PUT", /^\/trusted-domains$/, ({ world }, { body }) => setTrustedDomains(world, parse(TrustedDomainsBody, body))],
  ["GET", /^\/clock$/, ({ world }) => clockView(world)],
  ["POST", /^\/clock$/, moveClock],
  ["GET", /^\/faults$/, ({ world }) => world.state.faults],
  [
    "PUT",
    /^\/faults$/,
    ({ world }, { body }) => {
      setFaults(world, parse(FaultsBody, body));
      return world.state.faults;
    },
  ],
  [
    "DELETE",
    /^\/faults$/,
    ({ world }) => {
      clearFaults(world);
      return world.state.faults;
    },
  ],
  ["GET", /^\/limits$/, ({ world }) => world.state.limits],
  [
    "PUT",
    /^\/limits$/,
    ({ world, rates }, { body }) => {
      setLimits(world, parse(LimitsBody, body));
      rates.clear();
      return world.state.limits;
    },
  ],
  ["GET", /^\/journal$/, ({ world }, { query }) => ({ entries: world.journal.after(Number(query.get("after") ?? 0)) })],
  ["GET", /^\/phones\/([^/]+)$/, ({ world }, { params }) => ({ messages: phoneView(world, params[0]!) })],
  ["GET", /^\/inbox\/([^/]+)$/, ({ world }, { params }) => ({ messages: inboxView(world, params[0]!) })],
  [
    "GET",
    /^\/robots\/([^/]+)$/,
    ({ world }, { params }) => ({ messages: world.state.business.robots[params[0]!]?.messages ?? [] }),
  ],
  ["POST", /^\/actions$/, act],
  ["GET", /^\/members\/([^/]+)\/desk$/, ({ world }, { params }) => deskView(world, params[0]!)],
  ["GET", /^\/chats$/, getChat],
  ["GET", /^\/moments$/, ({ world }, { query }) => momentsView(world, query.get("of") ?? "")],
  ["GET", /^\/groups$/, ({ world }, { query }) => groupsView(world, query.get("of") ?? "")],
  ["GET", /^\/customers$/, ({ world }) => customersView(world)],
  ["PUT", /^\/archive-faults$/, putArchiveFaults],
  ["POST", /^\/media$/, putMedia],
  ["GET", /^\/media$/, getMedia],
  ["POST", /^\/jssdk\/check$/, ({ world }, { body }) => checkSignature(world, parse(JssdkBody, body))],
  [
    "GET",
    /^\/events$/,
    ({ world }, _, response) => {
      streamChanges(world, response);
      return null;
    },
  ],
];

/** @returns the answer to a call under /_sandbox; undefined when there is no such call; null when it is answered. */
export async function serveControl(
  context: ControlContext,
  method: string,
  path: string,
  request: Omit<ControlRequest, "params">,
  response: ServerResponse,
): Promise<unknown> {
  for (const [wanted, pattern, handler] of HANDLERS) {
    const match = wanted === method ? pattern.exec(path) : null;
    if (!match) continue;
    const answer = await handler(context, { ...request, params: match.slice(1).map(decodeURIComponent) }, response);
    if (method !== "GET") context.world.changed();
    return answer;
  }
  return undefined;
}
