import type { App } from "../app";
import { latestSignIn } from "../staff";
import type { Questions } from "./ask";
import { fail, ok, unknown, warn } from "./finding";
import type { Finding } from "./setup.schema";
import { lastSidebarOpened } from "./sidebar-opened";
import { spokenTime } from "./spoken-time";

/** Where members open Evergreen: domains, sign-in, sidebar, home. WeCom tells some of it; use proves the rest. */
export async function checkSurfaces(app: App, questions: Questions): Promise<Finding[]> {
  const { publicUrl } = app.config;
  const [{ value: agent }, signedInAt, sidebarAt] = await Promise.all([
    questions.agent(),
    latestSignIn(app, app.config.wecom.corpId),
    lastSidebarOpened(app),
  ]);
  return [
    domain(app, agent?.redirect_domain, signedInAt),
    signIn(app, signedInAt),
    sidebarAt
      ? ok("surfaces.sidebar", `最近一次打开：${spokenTime(app, sidebarAt)}`)
      : unknown("surfaces.sidebar", "还没有成员打开过", "选择本应用，页面地址填下面这一行，再到聊天里打开一次", {
          copy: [{ label: "侧边栏地址", text: `${publicUrl}/sidebar` }],
        }),
    home(app, agent?.home_url),
  ];
}

const copyHost = (host: string) => ({ copy: [{ label: "域名", text: host }] });

/** Sign-in compares host and port as they stand: no parent domain, no wildcard. */
function domain(app: App, trusted: string | undefined, signedInAt: Date | null): Finding {
  const { host } = new URL(app.config.publicUrl);
  const todo = "填写下面的域名（含端口，不含 https://），并按提示完成归属验证";
  if (trusted === undefined) {
    return signedInAt
      ? ok("surfaces.domain", `成员登录成功，说明 ${host} 已是可信域名`)
      : unknown("surfaces.domain", "企业微信没有告知，也还没有成员登录过", todo, copyHost(host));
  }
  if (trusted === host) return ok("surfaces.domain", host);
  // WeCom tells one domain and takes several: a member who got in proves ours.
  if (trusted !== "" && signedInAt) return ok("surfaces.domain", `${trusted}；成员也能由 ${host} 登录`);
  const seen = trusted === "" ? "还没有设置" : `企业微信里是 ${trusted}，常青的地址是 ${host}`;
  return fail("surfaces.domain", seen, todo, copyHost(host));
}

function signIn(app: App, signedInAt: Date | null): Finding {
  if (signedInAt) return ok("surfaces.signin", `最近一次登录：${spokenTime(app, signedInAt)}`);
  const { host } = new URL(app.config.publicUrl);
  return unknown("surfaces.signin", "还没有成员登录过", "填写下面的域名，再用电脑浏览器登录一次", copyHost(host));
}

function home(app: App, homeUrl: string | undefined): Finding {
  const { publicUrl } = app.config;
  const todo = "填写下面的地址，成员从工作台打开应用就会看到常青；长期无人打开的应用会被企业微信停用";
  const copy = { copy: [{ label: "应用主页", text: `${publicUrl}/` }] };
  if (homeUrl === undefined) return unknown("surfaces.home", "企业微信没有告知", todo, copy);
  if (homeUrl === publicUrl || homeUrl.startsWith(`${publicUrl}/`)) return ok("surfaces.home", homeUrl);
  return warn("surfaces.home", homeUrl === "" ? "还没有设置" : `现在是 ${homeUrl}`, todo, copy);
}
