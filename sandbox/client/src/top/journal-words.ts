import type { Attachment, JournalEntry } from "../api/types";
import { summaryOf } from "../chat/content";
import { ACTIONS, CALLS, EVENTS, VIAS } from "./words";

/** How a callback stands when it is not answered with 200. */
const STATUS: Record<string, string> = {
  waiting: "等待应答",
  dropped: "已按设置丢弃",
  refused: "应用没有接听",
  timeout: "应用没有及时应答",
};

/** An API call that WeCom refused, or a callback that the app did not take. */
export function hasFailed(entry: JournalEntry): boolean {
  if (entry.kind === "api") return (entry.errcode ?? 0) !== 0;
  return entry.kind === "callback" && entry.status !== 200 && entry.status !== "waiting";
}

/** What happened in words, and its technical name for those who look closer. */
export function wordsOf(entry: JournalEntry, nameOf: (id: string) => string): { text: string; name: string } {
  switch (entry.kind) {
    case "api": {
      const name = (entry.path ?? "").replace("/cgi-bin/", "");
      return { text: CALLS[name] ?? name, name };
    }
    case "callback": {
      const name = [entry.event, entry.changeType].filter(Boolean).join(" ");
      const what = [entry.event, entry.changeType].map((word) => (word ? (EVENTS[word] ?? word) : "")).filter(Boolean);
      const tries = (entry.attempts ?? 1) > 1 ? `，共 ${entry.attempts} 次` : "";
      const delivered = entry.status === 200 ? "" : `，${STATUS[String(entry.status)] ?? `应答 ${entry.status}`}`;
      return { text: `${what.join(" · ")}${delivered}${tries}`, name };
    }
    case "phone": {
      const [first] = (entry.attachments ?? []) as Attachment[];
      const said = entry.text || (first ? summaryOf(first.msgtype, first) : "消息");
      return { text: `${nameOf(entry.externalUserid ?? "")} 收到 ${said}`, name: VIAS[entry.via ?? ""] ?? "" };
    }
    default: {
      const name = String(entry.type ?? entry.action ?? "");
      const { userid, from, externalUserid } = (entry.fields ?? {}) as Record<string, unknown>;
      const who = [from, externalUserid, userid].find((id): id is string => typeof id === "string");
      return { text: [who ? nameOf(who) : "", ACTIONS[name] ?? name].filter(Boolean).join(" "), name };
    }
  }
}

/** All that is known of an entry, without what stands in its line already. */
export function detailOf({ n: _n, at: _at, kind: _kind, ...rest }: JournalEntry): string {
  return JSON.stringify(rest, null, 2);
}
