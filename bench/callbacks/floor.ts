import { createServer } from "node:http";
import { decrypt, getSignature } from "@wecom/crypto";
import { createPool } from "mysql2";
import { z } from "zod";

/**
 * The least that deserves an answer: node:http, `@wecom/crypto`, and one multi-row insert for all that came while the one
 * before was being committed. No receiver check, no key, no work row, no refusals.
 */
const Settings = z.strictObject({ port: z.number(), databaseUrl: z.string(), token: z.string(), aesKey: z.string() });
const { port, databaseUrl, token, aesKey } = Settings.parse(JSON.parse(process.argv[2] ?? ""));
const url = new URL(databaseUrl);
const pool = createPool({
  host: url.hostname,
  port: Number(url.port || 3306),
  user: decodeURIComponent(url.username),
  password: decodeURIComponent(url.password),
  database: url.pathname.slice(1),
  connectionLimit: 4,
});

let waiting: { xml: string; answer: (ok: boolean) => void }[] = [];
let busy = false;

function commit(): void {
  if (busy || waiting.length === 0) return;
  busy = true;
  const batch = waiting;
  waiting = [];
  pool.query("INSERT INTO bench_floor (xml) VALUES ?", [batch.map(({ xml }) => [xml])], (error) => {
    for (const { answer } of batch) answer(error === null);
    busy = false;
    commit();
  });
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const query = new URLSearchParams(request.url?.split("?")[1]);
    const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(Buffer.concat(chunks).toString())?.[1] ?? "";
    const signature = getSignature(token, query.get("timestamp") ?? "", query.get("nonce") ?? "", encrypted);
    if (signature !== query.get("msg_signature")) {
      response.writeHead(401, { "content-length": 0 }).end();
      return;
    }
    const answer = (ok: boolean) => response.writeHead(ok ? 200 : 503, { "content-length": 0 }).end();
    waiting.push({ xml: decrypt(aesKey, encrypted).message, answer });
    commit();
  });
}).listen(port, "127.0.0.1");
