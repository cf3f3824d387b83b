import { clockTime, localDay, spokenDay } from "../../shared/time";

/** How fields of archived messages are said on screen. */

export const inviteWords: Record<number, string> = {
  1: "视频通话",
  2: "语音通话",
  3: "多人视频通话",
  4: "多人语音通话",
};

export const meetingAnswers: Record<number, string> = {
  1: "已接受",
  2: "已拒绝",
  3: "待定",
  4: "未被邀请",
  5: "会议已取消",
  6: "会议已过期",
  7: "不在群内",
};

export const feedWords: Record<number, string> = { 2: "图片", 4: "视频", 9: "直播" };

export const packetWords: Record<number, string> = { 1: "普通红包", 2: "拼手气红包", 3: "激励红包" };

/** 65 → 1:05, 3725 → 1:02:05 */
export function clockSpan(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds) || seconds <= 0) return "";
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor((whole % 3_600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** 今天 14:00–15:00; 3月8日 22:00 – 3月9日 01:00 */
export function spokenRange(startMs: number | undefined, endMs: number | undefined, now: Date): string {
  if (!startMs) return "";
  const start = new Date(startMs);
  const from = `${spokenDay(localDay(start), now)} ${clockTime(start)}`;
  if (!endMs || endMs <= startMs) return from;
  const end = new Date(endMs);
  if (localDay(start) === localDay(end)) return `${from}–${clockTime(end)}`;
  return `${from} – ${spokenDay(localDay(end), now)} ${clockTime(end)}`;
}

/** 5000 分 → ¥50.00: money that was sent is said to the cent. */
export function packetMoney(fen: number | undefined): string {
  if (fen === undefined || !Number.isFinite(fen)) return "";
  return `¥${(fen / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** 320 KB, 1.5 MB, 3.0 GB */
export function sizeWords(bytes: unknown): string {
  if (typeof bytes !== "number" || !(bytes > 0)) return "";
  if (bytes < 1_024 * 1_024) return `${Math.max(1, Math.round(bytes / 1_024))} KB`;
  if (bytes < 1_024 ** 3) return `${(bytes / 1_024 ** 2).toFixed(1)} MB`;
  return `${(bytes / 1_024 ** 3).toFixed(1)} GB`;
}

/** The address when a tap may lead there. */
export function webAddress(url: string | undefined): string | null {
  if (!url || !/^https?:\/\//i.test(url)) return null;
  try {
    return new URL(url).href;
  } catch {
    return null;
  }
}

export function hostOf(href: string | null): string {
  return href ? new URL(href).hostname : "";
}

/** Pieces of a text, with the web addresses in it. */
export function withAddresses(text: string): { at: number; text: string; href: string | null }[] {
  const pieces: { at: number; text: string; href: string | null }[] = [];
  let at = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'，。；！？、（）【】《》“”]+/gi)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/, "");
    const href = webAddress(address);
    if (!href) continue;
    if (match.index > at) pieces.push({ at, text: text.slice(at, match.index), href: null });
    pieces.push({ at: match.index, text: address, href });
    at = match.index + address.length;
  }
  if (at < text.length) pieces.push({ at, text: text.slice(at), href: null });
  return pieces;
}

/** Where a point stands on a map that people in China use. */
export function mapAddress(longitude: number, latitude: number, name: string): string {
  const query = new URLSearchParams({ position: `${longitude},${latitude}`, name, coordinate: "gaode" });
  return `https://uri.amap.com/marker?${query}`;
}

/** [语音] 12 秒 → 语音 12 秒 */
export function withoutBrackets(text: string): string {
  return text.replace(/^\[([^\]]+)\]/, "$1").trim();
}
