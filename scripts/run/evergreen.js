const path = require("node:path");
const { OperatorError } = require("../provision/operator-error.js");
const { writeJson } = require("../provision/run-files.js");
const { supervise } = require("./child.js");
const { environmentFile } = require("./foundation.js");
const { askJson, askUntilAnswered } = require("./http.js");
const { registerCallback, settingsForCorp } = require("./sandbox.js");

const names = ["web", "worker", "scheduler", "archiver"];

/**
 * Evergreen's own processes, kept running, on a foundation that stands.
 *
 * @returns once `GET /readyz` says yes and the sandbox sends its callbacks here; `stop()`, `kill()`, `followCorp()`.
 * @throws {OperatorError} when web does not become ready; everything started here is ended again.
 */
async function startEvergreen({ foundation, settings, addresses, home, say }) {
  let env = { ...settings, ...foundation.env };
  const processes = names.map((name) => supervise({ name, entry: `dist/src/processes/${name}.js`, env, home, say }));
  const stop = () => Promise.all(processes.map((child) => child.stop(15_000)));
  const kill = () => {
    for (const child of processes) child.kill();
  };

  const web = processes[0];
  try {
    await askUntilAnswered(`${addresses.evergreen}/readyz`, { withinMs: 90_000, gaveUp: () => web.falls() > 4 });
    if (foundation.sandbox) await registerCallback(addresses, env);
  } catch (error) {
    await stop();
    throw new OperatorError(
      `Evergreen does not become ready (${error.message}). Its log: ${path.join(home.log, "web.log")}`,
    );
  }

  /**
   * A reset of the sandbox makes a new corp with new secrets, as if the operator had moved to another one: Evergreen
   * starts again with them.
   */
  async function adoptCorp(corp) {
    const fresh = settingsForCorp(corp, { addresses, home });
    if (fresh.WECOM_CORP_ID === env.WECOM_CORP_ID && fresh.WECOM_APP_SECRET === env.WECOM_APP_SECRET) return;
    say(`the sandbox was reset: starting again for corp ${fresh.WECOM_CORP_ID}`);
    env = { ...env, ...fresh };
    writeJson(environmentFile, { ...foundation.env, ...fresh });
    await Promise.all(processes.map((child) => child.restart(env)));
    await askUntilAnswered(`${addresses.evergreen}/readyz`, { withinMs: 60_000 });
    await registerCallback(addresses, env);
  }

  async function followCorp() {
    if (!foundation.sandbox) return;
    try {
      await adoptCorp(await askJson(`${addresses.sandbox}/_sandbox/corp`));
    } catch (error) {
      // The sandbox may be starting again; the next look tells. Other failures would repeat and be shown each time.
      if (error.code !== "ECONNREFUSED" && error.code !== "ECONNRESET") say(`sandbox: ${error.message}`);
    }
    setTimeout(followCorp, 1000);
  }

  return { stop, kill, followCorp };
}

module.exports = { startEvergreen };
