const http = require("node:http");
const { setTimeout: sleep } = require("node:timers/promises");

/**
 * The answer's JSON. Plain `node:http`: `fetch` would cost the parent process 15 MB for good.
 * @throws {Error} when nobody answers in time or the status is not 2xx.
 */
function askJson(url, { method = "GET", body, timeoutMs = 5000 } = {}) {
  return new Promise((resolve, reject) => {
    const payload = body === undefined ? "" : JSON.stringify(body);
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(payload),
      connection: "close",
    };
    const request = http.request(url, { method, headers, timeout: timeoutMs }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.once("error", reject);
      answer.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        if (answer.statusCode >= 300)
          return reject(new Error(`${method} ${url} answered ${answer.statusCode}: ${text.slice(0, 500)}`));
        try {
          resolve(text === "" ? null : JSON.parse(text));
        } catch {
          reject(new Error(`${method} ${url} did not answer with JSON: ${text.slice(0, 200)}`));
        }
      });
    });
    request.once("timeout", () => request.destroy(new Error(`${method} ${url}: no answer for ${timeoutMs} ms`)));
    request.once("error", reject);
    request.end(payload);
  });
}

/**
 * Asks again every 100 ms until it answers well.
 * @throws {Error} the last failure, when the time is over or `gaveUp()` turns true.
 */
async function askUntilAnswered(url, { withinMs, gaveUp = () => false }) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await askJson(url);
    } catch (error) {
      if (Date.now() > deadline || gaveUp()) throw error;
      await sleep(100);
    }
  }
}

module.exports = { askJson, askUntilAnswered };
