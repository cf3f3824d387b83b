import { randomBytes } from "node:crypto";
import Router from "@koa/router";
import { z } from "zod";
import type { Actor, App, Ctx, KoaState } from "../app";
import { AppError } from "../platform/errors";
import { parseQuery } from "../platform/http";
import { seal, unseal } from "../platform/secrets";
import { buildActor, closeSession, openSession, SESSION_DAYS, syncMembers } from "../staff";
import { oauthUserinfo, WecomError } from "../wecom";
import { SESSION_COOKIE } from "./session";

const STATE_COOKIE = "eg_signin";
const STATE_MINUTES = 10;
const PendingSignIn = z.object({ state: z.string(), returnTo: z.string() });

/** Only a path of ours: never another site. */
const LocalPath = z
  .string()
  .max(1_000)
  .regex(/^\/(?![/\\])/)
  .default("/");

/**
 * Sign-in through WeCom: inside the client by OAuth2, in a desktop browser by WeCom's login page. `state` is random,
 * bound to a short-lived HttpOnly cookie and checked once.
 *
 * @see https://developer.work.weixin.qq.com/document/path/91022 and /98151
 */
export function authRoutes(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  const publicUrl = new URL(app.config.publicUrl);
  const secure = publicUrl.protocol === "https:";

  router.get("/auth/login", (ctx) => {
    const { to } = parseQuery(ctx, z.object({ to: LocalPath }));
    if (ctx.hostname !== publicUrl.hostname) {
      // The cookie must be set for the host that WeCom redirects back to.
      ctx.redirect(`${app.config.publicUrl}/auth/login?to=${encodeURIComponent(to)}`);
      return;
    }
    const state = randomBytes(16).toString("hex");
    const returnTo = `${ctx.protocol}://${ctx.host}${to}`;
    ctx.cookies.set(STATE_COOKIE, seal(app.config.secret, "signin", JSON.stringify({ state, returnTo })), {
      httpOnly: true,
      sameSite: "lax",
      secure,
      overwrite: true,
      maxAge: STATE_MINUTES * 60_000,
    });
    ctx.redirect(isWecomClient(ctx) ? clientSignInUrl(app, state) : browserSignInUrl(app, state));
  });

  router.get("/auth/callback", async (ctx) => {
    const query = parseQuery(ctx, z.object({ code: z.string().max(512).optional(), state: z.string().max(128) }));
    const pending = readPending(app, ctx.cookies.get(STATE_COOKIE));
    ctx.cookies.set(STATE_COOKIE, null);
    if (!pending || pending.state !== query.state) {
      throw new AppError("auth.state_mismatch", "The sign-in was started elsewhere or took too long; start again", {
        status: 400,
      });
    }
    if (!query.code) throw new AppError("auth.cancelled", "Sign-in was cancelled", { status: 401 });
    const userid = await memberOfCode(app, query.code);
    const actor = await findMember(app, userid);
    if (!actor) {
      throw new AppError("auth.unknown_member", "This member is not in the app's visible range", { status: 403 });
    }
    ctx.cookies.set(SESSION_COOKIE, await openSession(app, actor.corpId, actor.userid), {
      httpOnly: true,
      sameSite: "lax",
      secure,
      overwrite: true,
      maxAge: SESSION_DAYS * 86_400_000,
    });
    ctx.redirect(pending.returnTo);
  });

  router.post("/auth/logout", async (ctx) => {
    const token = ctx.cookies.get(SESSION_COOKIE);
    if (token) await closeSession(app, token);
    ctx.cookies.set(SESSION_COOKIE, null);
    ctx.body = { data: { signedOut: true } };
  });

  return router;
}

/** Someone who joined after the last sync is read from WeCom now instead of being turned away. */
async function findMember(app: App, userid: string): Promise<Actor | null> {
  const { corpId } = app.config.wecom;
  const known = await buildActor(app, corpId, userid);
  if (known) return known;
  await syncMembers(app, corpId);
  return buildActor(app, corpId, userid);
}

function isWecomClient(ctx: Pick<Ctx, "get">): boolean {
  return /wxwork\//i.test(ctx.get("user-agent"));
}

function clientSignInUrl(app: App, state: string): string {
  const { corpId, agentId, oauthUrl } = app.config.wecom;
  const redirect = encodeURIComponent(`${app.config.publicUrl}/auth/callback`);
  // The order of the parameters and the trailing fragment are WeCom's.
  return `${oauthUrl}?appid=${corpId}&redirect_uri=${redirect}&response_type=code&scope=snsapi_base&state=${state}&agentid=${agentId}#wechat_redirect`;
}

function browserSignInUrl(app: App, state: string): string {
  const { corpId, agentId, loginUrl } = app.config.wecom;
  const redirect = encodeURIComponent(`${app.config.publicUrl}/auth/callback`);
  return `${loginUrl}?login_type=CorpApp&appid=${corpId}&agentid=${agentId}&redirect_uri=${redirect}&state=${state}&lang=zh`;
}

async function memberOfCode(app: App, code: string): Promise<string> {
  try {
    const identity = await oauthUserinfo(app.wecom, code);
    if (identity.kind === "member") return identity.userid;
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    throw new AppError("auth.code_refused", `WeCom refused the sign-in code (${error.errcode}); start again`, {
      status: 401,
      details: { errcode: error.errcode },
      cause: error,
    });
  }
  // openid or external_userid: a customer or a stranger.
  throw new AppError("auth.not_a_member", "Only members of the company can sign in", { status: 403 });
}

function readPending(app: App, cookie: string | undefined): z.infer<typeof PendingSignIn> | null {
  if (!cookie) return null;
  try {
    return PendingSignIn.parse(JSON.parse(unseal(app.config.secret, "signin", cookie)));
  } catch {
    return null;
  }
}
