import { existsSync, readFileSync, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { replyHtml } from "../http/reply";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".woff2": "font/woff2",
};

/** The repository's root: the nearest folder above with a package.json, from the sources and from dist/ alike. */
export function repoRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

const MISSING =
  '<!doctype html><meta charset="utf-8"><title>企业微信沙箱</title><p>沙箱正在运行，页面尚未构建。请运行 <code>npm run build</code>。</p>';

/** The sandbox's browser page; paths that are no file get index.html. */
export function serveStatic(path: string, response: ServerResponse): void {
  const root = join(repoRoot(), "dist", "sandbox-client");
  const index = join(root, "index.html");
  if (!existsSync(index)) {
    replyHtml(response, 200, MISSING);
    return;
  }
  const wanted = join(root, normalize(decodeURIComponent(path)));
  const isFile = wanted.startsWith(root) && existsSync(wanted) && statSync(wanted).isFile();
  const file = isFile ? wanted : index;
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "cache-control": "no-cache",
  });
  response.end(readFileSync(file));
}
