import type { App } from "../app";
import { WecomError, WecomUnreachableError } from "../wecom";
import { noticeFindings } from "./app-notices";
import { type Questions, type Refusal, seenIp } from "./ask";
import type { CheckId } from "./checks";
import { fail, ok, unknown } from "./finding";
import type { Finding } from "./setup.schema";

interface Advice {
  id: CheckId;
  todo: string;
  /** Asking again with the same secret makes it worse. */
  stop?: boolean;
}

/** What an operator does about the codes that mean a wrong app, in whichever call they come. */
const advice: Record<number, Advice> = {
  40001: { id: "app.secret", todo: "重新复制 Secret；反复用错的 Secret 会被封 IP", stop: true },
  40013: { id: "app.corp", todo: "复制企业ID", stop: true },
  40056: { id: "app.agent", todo: "重新复制 AgentId 和 Secret，两者须属于同一个应用" },
  40091: { id: "app.secret", todo: "这是别家企业的 Secret，请重新复制", stop: true },
  41002: { id: "app.corp", todo: "复制企业ID", stop: true },
  41004: { id: "app.secret", todo: "复制 Secret", stop: true },
  48006: { id: "app.enabled", todo: "接口权限因长期未用被收回，请管理员重新开启" },
  50003: { id: "app.enabled", todo: "启用本应用" },
  60020: { id: "app.ip", todo: "添加本机出口 IP，约一分钟后生效" },
  301002: { id: "app.agent", todo: "重新复制 AgentId 和 Secret，两者须属于同一个应用" },
};

/** Findings about the app itself that a refusal proves; undefined when it is about something else. */
export function appRefusal(app: App, refusal: Refusal): Finding | undefined {
  if (refusal instanceof WecomUnreachableError) {
    const { host } = new URL(app.config.wecom.apiBase);
    return fail("app.api", `${host} 没有应答`, "检查出网：DNS、防火墙、代理");
  }
  const known = advice[refusal.errcode];
  if (!known) return undefined;
  const ip = refusal.errcode === 60020 ? seenIp(refusal) : undefined;
  const seen = `${refusal.api} 返回 ${refusal.errcode}${ip ? `，企业微信看到的 IP 是 ${ip}` : ""}`;
  return fail(known.id, seen, known.todo, {
    ...(ip && { copy: [{ label: "本机出口 IP", text: ip }] }),
    ...(known.stop && { stop: true }),
  });
}

/** For codes that are about neither the app nor the right that was asked for. */
export function refusalWords(refusal: Refusal): string {
  return refusal instanceof WecomError ? `${refusal.api} 返回 ${refusal.errcode}` : `${refusal.api} 没有应答`;
}

/** Connection, secret, trusted IP, agent id: in the order in which one hides the next. */
export async function checkApp(app: App, questions: Questions): Promise<Finding[]> {
  return [...(await checkAgent(app, questions)), ...(await noticeFindings(app, app.config.wecom.corpId))];
}

async function checkAgent(app: App, questions: Questions): Promise<Finding[]> {
  const { value: agent, refusal } = await questions.agent();
  const reached = [ok("app.secret", "已换得 access_token"), ok("app.ip", "本机可以调用")];
  if (!refusal) {
    return [
      ...reached,
      ok("app.agent", agent.name ? `${agent.agentid}「${agent.name}」` : String(agent.agentid)),
      agent.close === 1 ? fail("app.enabled", "已停用", "启用本应用") : ok("app.enabled", "已启用"),
    ];
  }
  const known = appRefusal(app, refusal);
  if (!known) return [...reached, unknown("app.agent", refusalWords(refusal), "核对 AgentId")];
  if (known.id === "app.agent") return [...reached, known];
  if (known.id === "app.enabled") return [ok("app.secret", "已换得 access_token"), known];
  return [known, ...["app.secret", "app.ip", "app.agent"].filter((id) => id !== known.id).map(hidden)];
}

const hidden = (id: string): Finding => unknown(id as CheckId, "先处理上一项", undefined, { hidden: true });
