import type { App } from "../app";
import { archiveStatus, pullProblems } from "../archive";
import { noticeFindings } from "./app-notices";
import { type CheckId, checks } from "./checks";
import { fail } from "./finding";
import { Finding, type SetupAlerts, type SetupPartView, type SetupView, setupParts } from "./setup.schema";
import { SetupLook } from "./setup-look.entity";

const ALERTS_SHOWN = 5;

/** What the latest looks found, with WeCom's notices as they are now. */
export async function readSetup(app: App, corpId: string): Promise<SetupView> {
  const [looks, notices, pulling] = await Promise.all([
    app.db.getRepository(SetupLook).findBy({ corpId }),
    noticeFindings(app, corpId),
    pullingFindings(app, corpId),
  ]);
  const latest = new Map(looks.map((look) => [look.part, look]));
  const parts: SetupPartView[] = setupParts.map((part) => {
    const look = latest.get(part);
    if (!look) return { part, findings: [], checkedAt: null };
    const findings = Finding.array().parse(look.findings);
    const { checkedAt } = look;
    if (part === "app") return { part, findings: withNotices(findings, notices), checkedAt };
    return { part, findings: part === "archive" ? withPulling(findings, pulling) : findings, checkedAt };
  });
  const all = parts.flatMap((part) => part.findings);
  return { parts, addresses: addresses(app), next: all.find((finding) => finding.state === "fail") ?? null };
}

/** What an administrator must know today: notices of WeCom first, they have a date; then what does not work. */
export async function setupAlerts(app: App, corpId: string): Promise<SetupAlerts> {
  const { parts } = await readSetup(app, corpId);
  const all = parts.flatMap((part) => part.findings);
  const notices = all.filter((finding) => isNotice(finding) && finding.state !== "ok");
  const failing = all.filter((finding) => finding.state === "fail" && !isNotice(finding));
  const findings = [...notices, ...failing];
  return { findings: findings.slice(0, ALERTS_SHOWN), more: Math.max(0, findings.length - ALERTS_SHOWN) };
}

const isNotice = (finding: Finding) => finding.id === "app.idle" || finding.id === "app.low-active";

function withNotices(findings: Finding[], notices: Finding[]): Finding[] {
  return [...findings.filter((finding) => !isNotice(finding)), ...notices];
}

const pullingChecks = { refused: "archive.page", silent: "archive.silence", keys: "archive.parked" } as const;

/** What the archiver meets is known at once, not at the next look. */
async function pullingFindings(app: App, corpId: string): Promise<Finding[]> {
  return pullProblems(await archiveStatus(app, corpId)).map(({ kind, words, todo }) =>
    fail(pullingChecks[kind], words, todo),
  );
}

/** A look found the same in other words, or found it well before it failed. */
function withPulling(findings: Finding[], pulling: Finding[]): Finding[] {
  const known = new Set(pulling.map((finding) => finding.id));
  return [...pulling, ...findings.filter((finding) => !known.has(finding.id))];
}

function addresses(app: App): SetupView["addresses"] {
  const { publicUrl } = app.config;
  const { host } = new URL(publicUrl);
  const at = (label: string, text: string, id: CheckId) => ({ label, text, place: [...(checks[id].place ?? [])] });
  return [
    at("可信域名", host, "surfaces.domain"),
    at("授权回调域", host, "surfaces.signin"),
    at("回调 URL", `${publicUrl}/wecom/callback`, "callback.received"),
    at("侧边栏页面", `${publicUrl}/sidebar`, "surfaces.sidebar"),
    at("应用主页", `${publicUrl}/`, "surfaces.home"),
  ];
}
