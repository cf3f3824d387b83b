import { In } from "typeorm";
import type { App } from "../app";
import type { AppUseEvent, Events } from "../events";
import { localDay, spokenDay } from "../outreach";
import { isDuplicateKey } from "../platform/db";
import { AppNotice } from "./app-notice.entity";
import { fail, ok, warn } from "./finding";
import type { Finding } from "./setup.schema";

/** Appends what WeCom told; a second delivery changes nothing. */
export async function noteAppUse(
  app: App,
  { corpId, ...told }: Events["callback.app-use"] & { corpId: string },
): Promise<"noted" | "duplicate"> {
  try {
    await app.db.getRepository(AppNotice).insert({
      corpId,
      agentId: String(told.agentId ?? app.config.wecom.agentId),
      event: told.event,
      effectAt: told.effectTime === undefined ? null : new Date(told.effectTime * 1_000),
      toldAt: new Date(told.eventTime * 1_000),
    });
    return "noted";
  } catch (error) {
    if (isDuplicateKey(error)) return "duplicate";
    throw error;
  }
}

const idle: AppUseEvent[] = ["inactive_alert", "close_inactive_agent", "reopen_inactive_agent"];
const lowActive: AppUseEvent[] = ["low_active_alert", "low_active", "active_restored"];

/** How the use of the app stands by the newest of WeCom's notices. Callbacks are unordered: the newest is by their own time. */
export async function noticeFindings(app: App, corpId: string): Promise<Finding[]> {
  const [idleNow, activeNow] = await Promise.all([newest(app, corpId, idle), newest(app, corpId, lowActive)]);
  return [idleFinding(app, idleNow), activeFinding(app, activeNow)];
}

function newest(app: App, corpId: string, events: AppUseEvent[]): Promise<AppNotice | null> {
  const agentId = String(app.config.wecom.agentId);
  return app.db
    .getRepository(AppNotice)
    .findOne({ where: { corpId, agentId, event: In(events) }, order: { toldAt: "DESC", id: "DESC" } });
}

function idleFinding(app: App, notice: AppNotice | null): Finding {
  if (notice?.event === "inactive_alert") {
    return warn(
      "app.idle",
      `企业微信预告：应用长期无人使用，将于 ${day(app, notice.effectAt)} 停用`,
      "让成员在工作台或聊天侧边栏里实际打开一次本应用；可把应用主页设为常青的地址",
    );
  }
  if (notice?.event === "close_inactive_agent") {
    return fail(
      "app.idle",
      `${day(app, notice.toldAt)} 应用因无人使用被停用`,
      "由管理员重新启用本应用，并让成员经常打开它",
    );
  }
  return ok("app.idle", notice ? `${day(app, notice.toldAt)} 已重新启用` : "没有收到预警");
}

function activeFinding(app: App, notice: AppNotice | null): Finding {
  const todo = "请使用客户联系的成员登录企业微信，并打开本应用的聊天侧边栏；仍未恢复时联系企业微信客服";
  if (notice?.event === "low_active_alert") {
    return warn("app.low-active", `企业微信预告：使用偏少，将于 ${day(app, notice.effectAt)} 限制读取客户资料`, todo);
  }
  if (notice?.event === "low_active") {
    return fail("app.low-active", `${day(app, notice.toldAt)} 起，企业微信限制读取客户资料（48011）`, todo);
  }
  return ok("app.low-active", notice ? `${day(app, notice.toldAt)} 已恢复` : "没有收到预警");
}

/** 3月8日, in the corp's zone. */
function day(app: App, at: Date | null): string {
  return at ? spokenDay(localDay(at, app.config.timeZone)) : "近期";
}
