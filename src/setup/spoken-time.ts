import type { App } from "../app";

/** 3月8日 14:05, in the corp's zone. */
export function spokenTime(app: App, at: Date): string {
  const parts = new Intl.DateTimeFormat("zh-CN", {
    timeZone: app.config.timeZone,
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return parts.format(at);
}
