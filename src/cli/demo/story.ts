import type { Redis } from "ioredis";
import { DateTime } from "luxon";
import type { App } from "../../app";
import { Browser, CLIENT_AGENT } from "./browser";
import { LocalWecom } from "./local-wecom";

/** The people of the demo corp. */
export const people = { rep: "zhou.min", manager: "zhao.qiang", specialist: "chen.jie" };
export const QUESTION = "你们的滤芯怎么换?300 左右的有吗";
export const TAG = "滤芯";

/** What the steps of one telling share. */
export interface Story {
  app: App;
  wecom: LocalWecom;
  rep: Browser;
  manager: Browser;
  redis: Redis;
  /** A new customer each time, so that the story can be told again. */
  externalUserid: string;
  name: string;
  /** The customer's birthday: tomorrow by the corp's calendar. */
  birthday: DateTime;
  threadId: string;
  /** Of the tag 滤芯. */
  tagId: string;
  say(step: number, text: string, evidence?: Record<string, unknown>): void;
}

export async function openStory(app: App, say: Story["say"]): Promise<Story> {
  const wecom = new LocalWecom(app.config.wecom.apiBase);
  const now = DateTime.fromJSDate(await wecom.now()).setZone(app.config.timeZone);
  const suffix = Date.now().toString(36).toUpperCase();
  const host = app.config.host === "0.0.0.0" ? "127.0.0.1" : app.config.host;
  const base = `http://${host}:${app.config.port}`;
  return {
    app,
    wecom,
    rep: await signIn(app, base, people.rep),
    manager: await signIn(app, base, people.manager),
    redis: app.redis,
    externalUserid: `wmDEMO${suffix}`,
    name: "林小满",
    birthday: now.plus({ days: 1 }).startOf("day"),
    threadId: "",
    tagId: "",
    say,
  };
}

/** Through the authorise page, as the client does: nobody gets in by a back door, the demo neither. */
async function signIn(app: App, base: string, userid: string): Promise<Browser> {
  const browser = new Browser(base, CLIENT_AGENT);
  browser.setCookie("sandbox_as", userid);
  const page = await browser.open(`${app.config.publicUrl}/auth/login?to=/`);
  if (!page.ok) throw new Error(`${userid} cannot sign in: HTTP ${page.status} ${(await page.text()).slice(0, 200)}`);
  return browser;
}
