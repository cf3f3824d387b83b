import { type Entry, type Platform, platformOf, type View } from "../view";

/** Which registration a call needs: the app's (`agentConfig`), any (`config` will do), or none at all. */
type Identity = "agent" | "any" | "none";

export interface ApiRule {
  /** first client version that knows the call */
  since: string;
  identity: Identity;
  /** where the page must have been opened, and since which version the call works there; absent = anywhere */
  entries?: Readonly<Partial<Record<Entry, string>>>;
  /** the app needs the customer interfaces, the member 客户联系 and a place in the app's visible range */
  customerRight?: boolean;
  /** clients that have the function; absent = all */
  platforms?: readonly Platform[];
  /** kept for third-party apps or linked corps: a self-built app is always refused */
  foreign?: boolean;
  /** WeChat, where customers read pages, knows it too */
  weChat?: boolean;
}

const PHONES: readonly Platform[] = ["ios", "android"];
const NOT_MAC: readonly Platform[] = ["ios", "android", "windows"];
const BESIDE_CUSTOMER = { contact_profile: "2.5.8", single_chat_tools: "2.8.10", single_kf_tools: "3.1.10" } as const;
const BESIDE_CHAT = {
  single_chat_tools: "2.8.10",
  group_chat_tools: "2.8.10",
  chat_attachment: "3.1.6",
  single_kf_tools: "3.1.10",
} as const;
const MENU = { since: "1.0.0", identity: "none", weChat: true } as const;
const CUSTOMERS = { identity: "agent", customerRight: true } as const;

/** The calls this client answers, under the names the bridge receives (`previewImage` arrives as `imagePreview`); messaging §8.4–8.6. */
export const CATALOGUE: Readonly<Record<string, ApiRule>> = {
  getContext: { since: "3.0.24", identity: "any" },
  getCurExternalContact: { ...CUSTOMERS, since: "2.5.8", entries: BESIDE_CUSTOMER },
  getCurExternalChat: { ...CUSTOMERS, since: "2.8.17", entries: { group_chat_tools: "2.8.17" } },
  sendChatMessage: { ...CUSTOMERS, since: "2.8.10", entries: BESIDE_CHAT },
  openEnterpriseChat: { since: "2.0.0", identity: "any" },
  openExistedChatWithMsg: { since: "3.1.8", identity: "agent" },
  updateEnterpriseChat: { since: "3.0.36", identity: "agent", platforms: NOT_MAC },
  shareToExternalContact: { ...CUSTOMERS, since: "2.8.7" },
  shareToExternalChat: { ...CUSTOMERS, since: "2.8.7" },
  shareToExternalMoments: { ...CUSTOMERS, since: "3.1.12", platforms: PHONES },
  selectExternalContact: { ...CUSTOMERS, since: "2.4.20" },
  navigateToAddCustomer: { since: "3.0.36", identity: "agent", platforms: PHONES },
  createExternalPayment: { ...CUSTOMERS, since: "4.0.12" },
  openUserProfile: { since: "2.4.20", identity: "any" },
  createCorpGroupChat: { since: "3.1.8", identity: "agent", platforms: NOT_MAC, foreign: true },
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

/** `entry` values that came later than `getContext`: an older client says `normal` (messaging §8.4). */
const ENTRY_SINCE: Readonly<Partial<Record<Entry, string>>> = {
  chat_attachment: "3.1.6",
  single_kf_tools: "3.1.10",
  chain_single_chat_tools: "4.0.8",
  chain_group_chat_tools: "4.0.8",
  internal_group_chat_board: "4.1.36",
};

export const entryTold = ({ entry, version }: View): Entry =>
  isOlder(version, ENTRY_SINCE[entry] ?? "0") ? "normal" : entry;

/** Whether this client has the function at all; a page is never told about a right before that. */
export function knows(view: View, name: string): ApiRule | null {
  const rule = Object.hasOwn(CATALOGUE, name) ? CATALOGUE[name] : undefined;
  if (!rule) return null;
  if (view.kind === "customer") return rule.weChat ? rule : null;
  if (isOlder(view.version, rule.since)) return null;
  return rule.platforms?.includes(platformOf(view)) === false ? null : rule;
}

/** Whether the page stands where the call works. Macs have no sending from the "+" panel. */
export function worksAt(view: View, name: string, { entries }: ApiRule): boolean {
  if (!entries) return true;
  const since = entries[view.entry];
  if (since === undefined || isOlder(view.version, since)) return false;
  return !(name === "sendChatMessage" && view.entry === "chat_attachment" && platformOf(view) === "mac");
}

export function isOlder(version: string, wanted: string): boolean {
  const [have, need] = [version.split(".").map(Number), wanted.split(".").map(Number)];
  for (let index = 0; index < Math.max(have.length, need.length); index++) {
    const difference = (have[index] ?? 0) - (need[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
