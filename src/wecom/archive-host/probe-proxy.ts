import { connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { selfSignedCertificate } from "./self-signed";

/** First byte of a TLS record that carries a handshake. */
const HANDSHAKE_RECORD = 0x16;

export interface ProbeProxy {
  port: number;
  /** Connections on which the client began a TLS handshake. */
  handshakes(): number;
  close(): Promise<void>;
}

/** A CONNECT proxy on loopback that leads wherever one wants to go to the same listener, with a certificate nobody trusts. */
export async function openProbeProxy(): Promise<ProbeProxy> {
  const sockets = new Set<Socket>();
  let handshakes = 0;
  const listener = createTlsServer(selfSignedCertificate(), (secure) => {
    secure.on("error", () => undefined);
    secure.end("HTTP/1.0 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
  });
  listener.on("tlsClientError", () => undefined); // an untrusting client: what we want
  const listenerPort = await listen(listener);

  const proxy = createServer((client) => {
    sockets.add(client);
    client.on("error", () => undefined);
    client.once("data", () => {
      const upstream = connect(listenerPort, "127.0.0.1");
      sockets.add(upstream);
      upstream.on("error", () => client.destroy());
      client.once("data", (hello: Buffer) => {
        if (hello[0] === HANDSHAKE_RECORD) handshakes += 1;
        upstream.write(hello);
        client.pipe(upstream);
      });
      upstream.pipe(client);
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    });
  });
  const port = await listen(proxy);
  return {
    port,
    handshakes: () => handshakes,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([proxy, listener].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}
