import type { ServerResponse } from "node:http";
import type { Sighting } from "./sightings";

/** Opens WeCom's authorise page as the person whose client this is, and hands the answer (a redirect with a code, or WeCom's complaint) to the web view. */
export async function authorise(
  response: ServerResponse,
  url: URL,
  sighting: Sighting | null,
  sandboxUrl: string,
): Promise<void> {
  const page = new URL(url.pathname.replace("/__wecom/oauth", "") + url.search, sandboxUrl);
  const headers: Record<string, string> = { accept: "text/html" };
  if (sighting) headers.cookie = `sandbox_as=${encodeURIComponent(sighting.view.as)}`;
  try {
    const answer = await fetch(page, { headers, redirect: "manual" });
    const location = answer.headers.get("location");
    const type = answer.headers.get("content-type") ?? "text/html; charset=utf-8";
    response.writeHead(
      answer.status,
      location ? { location, "cache-control": "no-store" } : { "content-type": type, "cache-control": "no-store" },
    );
    response.end(Buffer.from(await answer.arrayBuffer()));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    response.writeHead(502, { "content-type": "text/plain; charset=utf-8" }).end("企业微信授权页暂时打不开");
  }
}
