/** The web view proxy stands one port above the sandbox, on the same host: pages of the product have this origin inside the clients. */
export const webviewOrigin = `${location.protocol}//${location.hostname}:${Number(location.port || 80) + 1}`;

export interface Opening {
  as: string;
  peer?: string;
  chatId?: string;
  entry: "single_chat_tools" | "group_chat_tools" | "normal";
  to: string;
}

export const enterAddress = (opening: Opening): string =>
  `${webviewOrigin}/__wecom/enter?${new URLSearchParams(opening as unknown as Record<string, string>)}`;

/** The path of a page of the product; null for any other site, which a frame could not show. */
export function productPath(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  const own =
    parsed.origin === webviewOrigin || (isLoopback(parsed.hostname) && parsed.port === new URL(webviewOrigin).port);
  return own ? parsed.pathname + parsed.search + parsed.hash : null;
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "127.0.0.1";
