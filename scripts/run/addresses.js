const { isFree } = require("../provision/ports.js");
const { OperatorError } = require("../provision/operator-error.js");

const wildcards = ["0.0.0.0", "::", "[::]"];

/**
 * Where things listen. A wildcard HOST listens everywhere and is reached here through the loopback address.
 */
function addressesOf(settings) {
  const port = portOf(settings, "PORT", 3000);
  const sandboxPort = portOf(settings, "SANDBOX_PORT", 3100);
  const host = settings.HOST ?? "127.0.0.1";
  const reachable = wildcards.includes(host) ? "127.0.0.1" : host;
  const name = reachable.includes(":") && !reachable.startsWith("[") ? `[${reachable}]` : reachable;
  return {
    host,
    port,
    sandboxPort,
    evergreen: `http://${name}:${port}`,
    sandbox: `http://${name}:${sandboxPort}`,
    webview: `http://${name}:${sandboxPort + 1}`,
  };
}

function portOf(settings, name, usual) {
  const port = Number(settings[name] ?? usual);
  if (!Number.isInteger(port) || port < 1 || port > 65534)
    throw new OperatorError(`${name} must be a port, not "${settings[name]}"`);
  return port;
}

/** @throws {OperatorError} naming the first port that somebody else has. */
async function requireFreePorts(addresses, { withSandbox }) {
  const wanted = [["PORT", addresses.port]];
  if (withSandbox) wanted.push(["SANDBOX_PORT", addresses.sandboxPort], ["SANDBOX_PORT", addresses.sandboxPort + 1]);
  for (const [variable, port] of wanted) {
    if (await isFree(port, addresses.host)) continue;
    throw new OperatorError(
      `Port ${port} on ${addresses.host} is in use by another program. Choose another with ${variable}, for example ${variable}=${port + 10} npm start.`,
    );
  }
}

module.exports = { addressesOf, requireFreePorts };
