import { randomBytes } from "node:crypto";
import Router from "@koa/router";
import { z } from "zod";
import type { Actor, App, Ctx, KoaState } from "../app";
import { AppError } from "../platform/errors";
import { parseQuery } from "../platform/http";
import { seal, unseal } from "../platform/secrets";
import { buildActor, closeSession, openSession, SESSION_DAYS, syncMember } from "../staff";
import { oauthUserinfo, WecomError } from "../wecom";
import { SESSION_COOKIE } from "./session";

const STATE_COOKIE = "eg_signin";
const STATE_MINUTES = 10;
const PendingSignIn = z.object({ state: z.string(), returnTo: z.string(), startedAtMs: z.number() });

/** Only a path of ours, never another site. Whoever asks for something else is led home. */
const LocalPath = z
  .string()
  .max(1_000)
  .regex(/^\/(?![/\\])/)
  .catch("/");

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

  router.use(async (ctx, next) => {
    // TLS often ends at a proxy in front of us: what the browser speaks stands in PUBLIC_URL, not in our socket.
    ctx.cookies.secure = secure;
    await explainToPeople(ctx, next);
  });

  router.get("/auth/login", (ctx) => {
    const { to, moved } = parseQuery(ctx, z.object({ to: LocalPath, moved: z.string().optional() }));
    // The cookie must be set for the host that WeCom redirects back to. Once: a proxy may hide the host from us.
    if (ctx.hostname !== publicUrl.hostname && moved === undefined) {
      ctx.redirect(`${app.config.publicUrl}/auth/login?moved=1&to=${encodeURIComponent(to)}`);
      return;
    }
    const state = randomBytes(16).toString("hex");
    const returnTo = `${originOf(ctx, publicUrl)}${to}`;
    ctx.cookies.set(
      STATE_COOKIE,
      seal(app.config.secret, "signin", JSON.stringify({ state, returnTo, startedAtMs: Date.now() })),
      {
        httpOnly: true,
        sameSite: "lax",
        secure,
        overwrite: true,
        maxAge: STATE_MINUTES * 60_000,
      },
    );
    ctx.redirect(isWecomClient(ctx) ? clientSignInUrl(app, state) : browserSignInUrl(app, state));
  });

  router.get("/auth/callback", async (ctx) => {
    const query = parseQuery(
      ctx,
      z.object({ code: z.string().max(512).optional(), state: z.string().max(128).optional() }),
    );
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
  await syncMember(app, corpId, userid);
  return buildActor(app, corpId, userid);
}

/** A neighbour port of the same host, as in development, is returned to as it was asked for; all else is PUBLIC_URL. */
function originOf(ctx: Pick<Ctx, "protocol" | "host" | "hostname">, publicUrl: URL): string {
  const neighbour =
    ctx.hostname === publicUrl.hostname && ctx.host !== publicUrl.host && publicUrl.protocol === "http:";
  return neighbour ? `${ctx.protocol}://${ctx.host}` : publicUrl.origin;
}

const explanations: Record<string, string> = {
  "auth.state_mismatch": "登录已超时，请重新登录。",
  "auth.cancelled": "您取消了登录。",
  "auth.code_refused": "登录凭证已失效，请重新登录。",
  "auth.not_a_member": "仅限本企业成员登录。",
  "auth.unknown_member": "您不在本应用的可见范围内，请联系管理员。",
};

/** Sign-in happens in a browser: a person gets a sentence and a way back, programs get the usual JSON. */
async function explainToPeople(ctx: Ctx, next: () => Promise<unknown>): Promise<void> {
  try {
    await next();
  } catch (error) {
    if (!(error instanceof AppError) || ctx.method !== "GET" || !ctx.get("accept").includes("text/html")) throw error;
    ctx.status = error.status;
    ctx.type = "html";
    const text = explanations[error.code] ?? "暂时无法登录，请稍后再试。";
    ctx.body = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>登录</title><p>${text}</p><p><a href="/auth/login">重新登录</a></p></html>`;
  }
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
    // The secret, the trusted IP, a busy WeCom: not the person's doing.
    if (!(error instanceof WecomError) || error.verdict !== "rejected") throw error;
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
    const pending = PendingSignIn.parse(JSON.parse(unseal(app.config.secret, "signin", cookie)));
    // The cookie's own end is only a wish to the browser.
    return Date.now() - pending.startedAtMs < STATE_MINUTES * 60_000 ? pending : null;
  } catch {
    return null;
  }
}
