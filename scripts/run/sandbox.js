const path = require("node:path");
const { randomInt } = require("node:crypto");
const { inVar, root } = require("../provision/checkout.js");
const { OperatorError } = require("../provision/operator-error.js");
const { readJson, writeJson, writePrivate } = require("../provision/run-files.js");
const { supervise } = require("./child.js");
const { askJson, askUntilAnswered } = require("./http.js");

/** Starts the local WeCom. @returns `corp()`, which waits for its first answer (`GET /_sandbox/corp`); `stop()`, `kill()`. */
function startSandbox({ addresses, settings, home, say }) {
  const env = {
    ...settings,
    HOST: addresses.host,
    SANDBOX_PORT: String(addresses.sandboxPort),
    SANDBOX_DATA_DIR: settings.SANDBOX_DATA_DIR ?? inVar("sandbox"),
    EVERGREEN_URL: addresses.evergreen,
  };
  const sandbox = supervise({ name: "sandbox", entry: "dist/sandbox/main.js", env, home, say });
  const corp = async () => {
    try {
      // The first start makes the demo corp: a key pair, 3,000 encrypted messages.
      const gaveUp = () => sandbox.falls() > 2;
      return await askUntilAnswered(`${addresses.sandbox}/_sandbox/corp`, { withinMs: 60_000, gaveUp });
    } catch (error) {
      const log = path.join(home.log, "sandbox.log");
      throw new OperatorError(`The sandbox does not start (${error.message}). Its log: ${log}`);
    }
  };
  return { corp, stop: () => sandbox.stop(3000), kill: sandbox.kill };
}

/** What an operator would copy from WeCom's admin console into the environment, taken from the sandbox's corp. */
function settingsForCorp(corp, { addresses, home }) {
  const callback = callbackSecrets(corp, home);
  const keyFile = path.join(home.run, `archive-key-${corp.archive.publickeyVer}.pem`);
  writePrivate(keyFile, corp.archive.privateKey);
  return {
    PUBLIC_URL: addresses.webview,
    WECOM_API_BASE: addresses.sandbox,
    WECOM_OAUTH_URL: `${addresses.sandbox}/connect/oauth2/authorize`,
    WECOM_LOGIN_URL: `${addresses.sandbox}/wwlogin/sso/login`,
    WECOM_CORP_ID: corp.corpId,
    WECOM_AGENT_ID: String(corp.agentId),
    WECOM_APP_SECRET: corp.appSecret,
    WECOM_CALLBACK_TOKEN: callback.token,
    WECOM_CALLBACK_AES_KEY: callback.aesKey,
    WECOM_ARCHIVE_SECRET: corp.archiveSecret,
    WECOM_ARCHIVE_KEYS: `${corp.archive.publickeyVer}:${keyFile}`,
    ...(corp.archive.sdkPath ? { WECOM_ARCHIVE_SDK: corp.archive.sdkPath } : {}),
    // Read by the stand-in library inside the archive host, not by Evergreen: where the sandbox keeps the archive's rows.
    WEWORK_STANDIN_DIR: path.resolve(root, corp.archive.dataDir),
    CLOCK_URL: `${addresses.sandbox}/_sandbox/clock`,
  };
}

/** The corp's own callback secrets when it has some, else ours, made once. */
function callbackSecrets(corp, home) {
  if (corp.callback?.token && corp.callback?.aesKey) return corp.callback;
  const file = path.join(home.run, "callback.json");
  const kept = readJson(file);
  if (kept) return kept;
  const secrets = { token: alphanumeric(24), aesKey: alphanumeric(43) };
  writeJson(file, secrets);
  return secrets;
}

function alphanumeric(length) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** Points the corp's callbacks at Evergreen; the sandbox checks the address before it saves it, as WeCom does. */
const registerCallback = (addresses, env) =>
  askJson(`${addresses.sandbox}/_sandbox/callback`, {
    method: "PUT",
    timeoutMs: 15_000,
    body: {
      url: `${addresses.evergreen}/wecom/callback`,
      token: env.WECOM_CALLBACK_TOKEN,
      aesKey: env.WECOM_CALLBACK_AES_KEY,
    },
  });

module.exports = { registerCallback, settingsForCorp, startSandbox };
