const net = require("node:net");

/** Whether nobody listens there now. A closed port may be taken a moment later; callers retry with another. */
function isFree(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The remembered port when it is still free (addresses stay the same between runs), else one the system picks. */
async function freePort(remembered) {
  if (remembered && (await isFree(remembered))) return remembered;
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen({ port: 0, host: "127.0.0.1" }, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Opens a connection, sends `hello`, and gives what the server says first.
 * @throws {Error} on refusal, silence for `timeoutMs`, or a connection closed without a word.
 */
function greet({ port, host = "127.0.0.1", hello, timeoutMs = 1000 }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host });
    const fail = (error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error(`nothing said on port ${port} for ${timeoutMs} ms`)));
    socket.once("error", fail);
    socket.once("close", () => fail(new Error(`port ${port} closed without a word`)));
    socket.once("data", (data) => {
      resolve(data);
      socket.destroy();
    });
    if (hello) socket.once("connect", () => socket.write(hello));
  });
}

module.exports = { freePort, isFree, greet };
