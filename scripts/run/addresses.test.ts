import net from "node:net";
import { OperatorError } from "../provision/operator-error";
import { addressesOf, requireFreePorts } from "./addresses";

describe("addressesOf", () => {
  it("stays on this machine unless told otherwise", () => {
    expect(addressesOf({})).toEqual({
      host: "127.0.0.1",
      port: 3000,
      sandboxPort: 3100,
      evergreen: "http://127.0.0.1:3000",
      sandbox: "http://127.0.0.1:3100",
      webview: "http://127.0.0.1:3101",
    });
  });

  it("reaches a wildcard host through the loopback address and any other by its name", () => {
    expect(addressesOf({ HOST: "0.0.0.0" })).toMatchObject({ host: "0.0.0.0", evergreen: "http://127.0.0.1:3000" });
    expect(addressesOf({ HOST: "10.1.2.3" })).toMatchObject({ host: "10.1.2.3", sandbox: "http://10.1.2.3:3100" });
    expect(addressesOf({ HOST: "::1", PORT: "80" })).toMatchObject({ evergreen: "http://[::1]:80" });
  });

  it("refuses what is no port, naming the setting", () => {
    expect(() => addressesOf({ SANDBOX_PORT: "many" })).toThrow(/SANDBOX_PORT .*"many"/);
  });
});

describe("requireFreePorts", () => {
  it("names the port that another program has, and the setting to change", async () => {
    const other = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as net.AddressInfo;
    const check = requireFreePorts(addressesOf({ PORT: String(port) }), { withSandbox: false });
    await expect(check).rejects.toThrow(OperatorError);
    await expect(check).rejects.toThrow(`PORT=${port + 10}`);
    other.close();
  });
});
