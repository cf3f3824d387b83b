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
 * @returns `ready()`, `followCorp()`, `stop()`, `kill()`.
 */
function startEvergreen({ foundation, settings, addresses, home, say }) {
  let env = { ...settings, ...foundation.env };
  const processes = names.map((name) => supervise({ name, entry: `dist/src/processes/${name}.js`, env, home, say }));
  const web = processes[0];
  let stopping = false;

  /**
   * Resolves once `GET /readyz` says yes and the sandbox sends its callbacks here.
   * @throws {OperatorError} when that does not come about.
   */
  async function ready() {
    try {
      await askUntilAnswered(`${addresses.evergreen}/readyz`, { withinMs: 90_000, gaveUp: () => web.falls() > 4 });
      if (foundation.corp) await registerCallback(addresses, env);
    } catch (error) {
      const log = path.join(home.log, "web.log");
      throw new OperatorError(`Evergreen does not become ready (${error.message}). Its log: ${log}`);
    }
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
    if (!foundation.corp || stopping) return;
    try {
      await adoptCorp(await askJson(`${addresses.sandbox}/_sandbox/corp`));
    } catch (error) {
      // The sandbox may be starting again; the next look tells. Other failures would repeat and be shown each time.
      if (error.code !== "ECONNREFUSED" && error.code !== "ECONNRESET") say(`sandbox: ${error.message}`);
    }
    setTimeout(followCorp, 1000);
  }

  return {
    ready,
    followCorp,
    stop() {
      stopping = true;
      return Promise.all(processes.map((child) => child.stop(15_000)));
    },
    kill() {
      for (const child of processes) child.kill();
    },
  };
}

module.exports = { startEvergreen };
