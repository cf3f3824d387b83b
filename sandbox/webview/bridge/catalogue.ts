import type { Entry, View } from "../view";

/** Which registration a call needs: the app's (`agentConfig`), any (`config` will do), or none at all. */
type Identity = "agent" | "any" | "none";

export interface ApiRule {
  /** first client version that knows the call */
  since: string;
  identity: Identity;
  /** where the page must have been opened; absent = anywhere */
  entries?: readonly Entry[];
  /** the member needs 客户联系 and a place in the app's visible range */
  customerRight?: boolean;
  /** phones only: the desktop client has no such function */
  phoneOnly?: boolean;
  /** kept for third-party apps or linked corps: a self-built app is always refused */
  foreign?: boolean;
  /** WeChat, where customers read pages, knows it too */
  weChat?: boolean;
}

const BESIDE_CUSTOMER: readonly Entry[] = ["single_chat_tools", "contact_profile"];
const BESIDE_CHAT: readonly Entry[] = ["single_chat_tools", "group_chat_tools", "chat_attachment"];
const MENU = { since: "1.0.0", identity: "none", weChat: true } as const;

/** The calls this client answers, under the names the bridge receives (`previewImage` arrives as `imagePreview`); messaging §8.4–8.6. */
export const CATALOGUE: Readonly<Record<string, ApiRule>> = {
  getContext: { since: "3.0.24", identity: "any" },
  getCurExternalContact: { since: "2.5.8", identity: "agent", entries: BESIDE_CUSTOMER, customerRight: true },
  getCurExternalChat: { since: "2.8.17", identity: "agent", entries: ["group_chat_tools"], customerRight: true },
  sendChatMessage: { since: "2.8.10", identity: "agent", entries: BESIDE_CHAT, customerRight: true },
  openEnterpriseChat: { since: "2.0.0", identity: "any" },
  openExistedChatWithMsg: { since: "3.1.8", identity: "agent" },
  updateEnterpriseChat: { since: "3.0.36", identity: "agent" },
  shareToExternalContact: { since: "2.8.7", identity: "agent", customerRight: true },
  shareToExternalChat: { since: "2.8.7", identity: "agent", customerRight: true },
  shareToExternalMoments: { since: "3.1.12", identity: "agent", customerRight: true, phoneOnly: true },
  selectExternalContact: { since: "2.4.20", identity: "agent", customerRight: true },
  navigateToAddCustomer: { since: "3.0.36", identity: "agent", phoneOnly: true },
  openUserProfile: { since: "2.4.20", identity: "any" },
  createCorpGroupChat: { since: "3.1.8", identity: "agent", foreign: true },
  createChatWithMsg: { since: "3.1.8", identity: "agent", foreign: true },
  selectExternalChat: { since: "5.0.2", identity: "agent", foreign: true },
  previewFile: { since: "1.0.0", identity: "any" },
  imagePreview: { since: "1.0.0", identity: "any", weChat: true },
  openDefaultBrowser: { since: "2.0.0", identity: "any" },
  setClipboardData: { since: "2.4.16", identity: "any" },
  getNetworkType: { since: "1.0.0", identity: "any", weChat: true },
  closeWindow: MENU,
  hideOptionMenu: MENU,
  showOptionMenu: MENU,
  hideMenuItems: MENU,
  showMenuItems: MENU,
  hideAllNonBaseMenuItem: MENU,
  showAllNonBaseMenuItem: MENU,
};

/** Whether this client has the function at all; a page is never told about a right before that. */
export function knows(view: View, name: string): ApiRule | null {
  const rule = Object.hasOwn(CATALOGUE, name) ? CATALOGUE[name] : undefined;
  if (!rule) return null;
  if (view.kind === "customer") return rule.weChat ? rule : null;
  if (rule.phoneOnly || isOlder(view.version, rule.since)) return null;
  return rule;
}

export function isOlder(version: string, wanted: string): boolean {
  const [have, need] = [version.split(".").map(Number), wanted.split(".").map(Number)];
  for (let index = 0; index < Math.max(have.length, need.length); index++) {
    const difference = (have[index] ?? 0) - (need[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
