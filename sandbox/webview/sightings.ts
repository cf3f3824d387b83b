import type { IncomingMessage } from "node:http";
import { parseCookieHeader } from "./cookies";
import { decodeView, encodeView, type View } from "./view";

export const VIEW_HEADER = "x-wecom-view";
/** For requests that cannot carry a header (EventSource); removed before the target sees the URL. */
export const VIEW_PARAMETER = "__wecom_view";
const TOP_COOKIE = "sandbox_context";
const FRAME_COOKIE = "sandbox_frame";
const REMEMBERED_PAGES = 2000;

export interface Sighting {
  view: View;
  /** true: shown inside the sandbox page, with the person's own cookie jar; false: a whole browser plays the client */
  framed: boolean;
}

/**
 * Tells which client a request comes from. A whole browser (a test, a tab) that was let in is one client, known by a cookie. Inside the sandbox page
 * several clients live in one browser, and the console may be open in another tab of it: there each document names its view itself, and what a document
 * cannot mark (navigation, images) is traced back through the referring page.
 */
export class Sightings {
  private readonly framedPages = new Map<string, View>();

  of(request: IncomingMessage, url: URL): Sighting | null {
    const headers = request.headers;
    const marked = readMark(single(headers[VIEW_HEADER]) ?? url.searchParams.get(VIEW_PARAMETER));
    const cookies = parseCookieHeader(headers.cookie);
    const top = decodeView(cookies.get(TOP_COOKIE));
    const destination = single(headers["sec-fetch-dest"]);
    if (marked) return marked;
    if (destination === "iframe") {
      const view = this.referringView(headers.referer) ?? decodeView(cookies.get(FRAME_COOKIE));
      if (view) return { view, framed: true };
    } else if (destination !== "document" && destination !== "empty") {
      const view = this.referringView(headers.referer);
      if (view) return { view, framed: true };
    }
    return top ? { view: top, framed: false } : null;
  }

  rememberPage(pathAndQuery: string, view: View): void {
    this.framedPages.delete(pathAndQuery);
    this.framedPages.set(pathAndQuery, view);
    const oldest = this.framedPages.keys().next();
    if (this.framedPages.size > REMEMBERED_PAGES && !oldest.done) this.framedPages.delete(oldest.value);
  }

  private referringView(referer: string | undefined): View | null {
    if (!referer || !URL.canParse(referer)) return null;
    const { pathname, search } = new URL(referer);
    return this.framedPages.get(pathname + search) ?? null;
  }
}

/** Set-Cookie headers that make a whole browser the client of `viewId`, taking the former client's cookies away with it. */
export function becomeTopView(view: View, viewId: string, cookieHeader: string | undefined): string[] {
  const present = parseCookieHeader(cookieHeader);
  const before = decodeView(present.get(TOP_COOKIE));
  const cookies = [
    `sandbox_as=${encodeURIComponent(view.as)}; Path=/; SameSite=Lax`,
    `${TOP_COOKIE}=${viewId}; Path=/; SameSite=Lax`,
  ];
  if (before?.as === view.as) return cookies;
  const foreign = [...present.keys()].filter((name) => !name.startsWith("sandbox_"));
  return [...cookies, ...foreign.map((name) => `${name}=; Path=/; Max-Age=0`)];
}

/** Set-Cookie headers of a framed view. A customer's phone leaves `sandbox_as` alone: it names the member whose client stands beside it. */
export function becomeFramedView(view: View, viewId: string): string[] {
  const cookies = [`${FRAME_COOKIE}=${viewId}; Path=/; SameSite=Lax`];
  if (view.kind === "member") cookies.push(`sandbox_as=${encodeURIComponent(view.as)}; Path=/; SameSite=Lax`);
  return cookies;
}

/** How a document names its own client: the bridge script puts this on what it sends. */
export const markOf = ({ view, framed }: Sighting): string => `${framed ? "frame" : "top"}.${encodeView(view)}`;

export function readMark(mark: string | null | undefined): Sighting | null {
  const [kind, id] = (mark ?? "").split(".");
  const view = decodeView(id);
  return view ? { view, framed: kind === "frame" } : null;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
