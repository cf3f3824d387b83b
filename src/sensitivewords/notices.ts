/** Lines about the chat itself, which nobody said. */
const NOTICES = new Set(["revoke", "agree", "disagree"]);

export function isNotice(msgtype: string): boolean {
  return NOTICES.has(msgtype);
}
