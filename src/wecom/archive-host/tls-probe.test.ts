import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { createLogger } from "../../platform/log";
import { openProbeProxy } from "./probe-proxy";
import { StandIn } from "./test-kit";
import { probeTls } from "./tls-probe";

const log = createLogger({ level: "silent", process: "test" });
const base = { corpId: "ww1", secret: "s", marginMs: 300, log };
let standIn: StandIn;

beforeEach(() => {
  standIn = new StandIn();
});
afterEach(() => standIn.remove());

it("reports a library that comes back with a code as usable", async () => {
  const probe = await probeTls({ ...base, ...standIn });
  expect(probe).toMatchObject({ ok: true, outcome: "survives", code: 10001, handshakeSeen: false });
});

it("reports a library that dies on the way", async () => {
  standIn.faults({ chat: [{ do: "segv", times: 0 }] });
  expect(await probeTls({ ...base, ...standIn })).toMatchObject({ ok: false, outcome: "dies", code: null });
});

it("reports a library that cannot be loaded", async () => {
  expect(await probeTls({ ...base, ...standIn, sdkPath: "/nowhere.so" })).toMatchObject({
    ok: false,
    outcome: "unusable",
  });
});

it("leads a TLS client to a certificate that parses and that nobody trusts", async () => {
  const proxy = await openProbeProxy();
  try {
    const socket = connect(proxy.port, "127.0.0.1");
    socket.write("CONNECT qyapi.weixin.qq.com:443 HTTP/1.1\r\n\r\n");
    await new Promise((resolve) => socket.once("data", resolve));
    const refused = await new Promise<Error & { code?: string }>((resolve) => {
      connectTls({ socket, servername: "localhost" }).once("error", resolve);
    });
    expect(refused.code).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(proxy.handshakes()).toBe(1);
  } finally {
    await proxy.close();
  }
});
