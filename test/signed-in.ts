import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import request from "supertest";
import type { App } from "../src/app";
import { capabilities } from "../src/capabilities";
import { openSession } from "../src/staff";
import { createSurface, type HttpSurface } from "../src/surfaces";

/** All of HTTP on a free port, as the web process serves it. */
export interface TestWeb {
  surface: HttpSurface;
  server: Server;
  url: string;
  /** A request as nobody. */
  http: ReturnType<typeof request>;
  /** The cookie of a member who is signed in. */
  cookieOf(userid: string): Promise<string>;
  close(): Promise<void>;
}

export async function serveAll(app: App): Promise<TestWeb> {
  const surface = createSurface(app, capabilities);
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer(surface.listener).listen(0, "127.0.0.1", () => resolve(listening));
  });
  return {
    surface,
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    http: request(server),
    cookieOf: async (userid) => `eg_session=${await openSession(app, app.config.wecom.corpId, userid)}`,
    close: async () => {
      surface.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
