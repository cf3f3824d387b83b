import { createServer, type RequestListener, type Server } from "node:http";

/** A server on a free port, for one part of the HTTP surface. */
export async function listen(
  listener: RequestListener,
): Promise<{ url: string; close(): Promise<void>; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
