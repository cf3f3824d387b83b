import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Says yes to everything at once: new customers are greeted beside the callbacks, and that must not end in retries. */
export async function agreeableWecom(): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader("content-type", "application/json; charset=UTF-8");
    const token = request.url?.startsWith("/cgi-bin/gettoken") ? { access_token: "bench", expires_in: 7_200 } : {};
    response.end(JSON.stringify({ errcode: 0, errmsg: "ok", ...token }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
