import { z } from "zod";

export const Entry = z.enum([
  "single_chat_tools",
  "group_chat_tools",
  "contact_profile",
  "chat_attachment",
  "single_kf_tools",
  "chain_single_chat_tools",
  "chain_group_chat_tools",
  "internal_group_chat_board",
  "normal",
]);
export type Entry = z.infer<typeof Entry>;

export const Platform = z.enum(["windows", "mac", "ios", "android"]);
export type Platform = z.infer<typeof Platform>;

/** The client version that the stand-in claims to be; an enter request may ask for an older one. */
export const DEFAULT_CLIENT_VERSION = "4.1.36";

/** Who looks at a page, and from where in the client they opened it: what the native side of a web view knows. */
export const View = z.object({
  /** userid of a member or external_userid of a customer */
  as: z.string().min(1),
  kind: z.enum(["member", "customer"]),
  /** external_userid of the customer whose chat the page stands beside */
  peer: z.string().optional(),
  /** the group whose chat the page stands beside */
  chatId: z.string().optional(),
  /** the 微信客服 account whose session with `peer` the page stands beside */
  openKfId: z.string().optional(),
  entry: Entry,
  version: z.string().regex(/^\d+(\.\d+){0,3}$/),
  /** absent = Windows */
  platform: Platform.optional(),
});
export type View = z.infer<typeof View>;

/** A view travels as its own id, so that a restarted proxy still knows the frames that are open. */
export function encodeView(view: View): string {
  return Buffer.from(JSON.stringify(view), "utf8").toString("base64url");
}

export function decodeView(id: string | undefined | null): View | null {
  if (!id) return null;
  try {
    const parsed = View.safeParse(JSON.parse(Buffer.from(id, "base64url").toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const MEMBER_AGENTS: Readonly<Record<Platform, (version: string) => string>> = {
  windows: (version) =>
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Safari/537.36 wxwork/${version} MicroMessenger/7.0.1 WindowsWechat Language/zh ColorScheme/Light`,
  mac: (version) =>
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) wxwork/${version} MicroMessenger/7.0.1 MacWechat Language/zh ColorScheme/Light`,
  ios: (version) =>
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 wxwork/${version} MicroMessenger/7.0.1 Language/zh ColorScheme/Light`,
  android: (version) =>
    `Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 wxwork/${version} MicroMessenger/7.0.1 NetType/WIFI Language/zh ColorScheme/Light`,
};

/** The user agent as the member's WeCom or a customer's WeChat would send it. */
export function userAgentOf(view: View): string {
  if (view.kind === "customer") {
    return "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x18003234) NetType/WIFI Language/zh_CN";
  }
  return MEMBER_AGENTS[platformOf(view)](view.version);
}

export const platformOf = (view: View): Platform => (view.kind === "customer" ? "ios" : (view.platform ?? "windows"));
