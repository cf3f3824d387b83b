/** What a card in a chat shows of a message that is not text. */
export interface MessageCard {
  title: string;
  note: string;
  /** Where a tap leads, outside of Evergreen. */
  href: string | null;
}

interface Known {
  title?: unknown;
  description?: unknown;
  displayname?: unknown;
  address?: unknown;
  filename?: unknown;
  filesize?: unknown;
  link_url?: unknown;
  url?: unknown;
}

/** [语音] 12 秒 → 语音 12 秒 */
export function withoutBrackets(text: string): string {
  return text.replace(/^\[([^\]]+)\]/, "$1").trim();
}

/** @param content the payload as the server gives it; its fields are whatever WeCom sends. */
export function messageCard(msgtype: string, text: string, content: { data?: unknown }): MessageCard {
  const data = (typeof content.data === "object" && content.data !== null ? content.data : {}) as Known;
  const url = word(data.link_url) || word(data.url);
  const href = /^https?:\/\//.test(url) ? url : null;
  const label = withoutBrackets(text);
  switch (msgtype) {
    case "file":
      return { title: word(data.filename) || label, note: sizeWords(data.filesize), href };
    case "link":
      return { title: word(data.title) || label, note: word(data.description) || hostOf(href), href };
    case "weapp":
      return { title: word(data.title) || label, note: `小程序 ${word(data.displayname)}`.trim(), href };
    case "location":
      return { title: word(data.title) || label, note: word(data.address), href };
    default:
      return { title: label, note: "", href };
  }
}

function word(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** 320 KB, 1.5 MB */
export function sizeWords(bytes: unknown): string {
  if (typeof bytes !== "number" || bytes <= 0) return "";
  if (bytes < 1_024 * 1_024) return `${Math.max(1, Math.round(bytes / 1_024))} KB`;
  return `${(bytes / 1_024 / 1_024).toFixed(1)} MB`;
}

function hostOf(href: string | null): string {
  return href ? new URL(href).hostname : "";
}
