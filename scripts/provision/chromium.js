const fs = require("node:fs");
const path = require("node:path");
const { spawnSync } = require("node:child_process");
const { findBinary, isExecutable } = require("./binaries.js");
const { inVar, root } = require("./checkout.js");

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable"];
const downloads = inVar("browsers");

/** A Chromium that starts; null without one. Ubuntu's `chromium-browser` only points at a snap, hence the trial. */
function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  return [findBinary(names), downloadedChromium()].find((candidate) => candidate && starts(candidate)) ?? null;
}

const starts = (browser) => spawnSync(browser, ["--version"], { timeout: 20_000 }).status === 0;

function downloadedChromium() {
  if (!fs.existsSync(downloads)) return null;
  const files = fs.readdirSync(downloads, { recursive: true });
  const found = files.find((file) => ["headless_shell", "chrome-headless-shell"].includes(path.basename(file)));
  return found && isExecutable(path.join(downloads, found)) ? path.join(downloads, found) : null;
}

/** Ubuntu has Chromium as a snap alone, which neither a container nor a server without snapd can run. */
function isUbuntu() {
  try {
    return /^ID=ubuntu$/m.test(fs.readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

const downloadArguments = ["install", "--with-deps", "--only-shell", "chromium"];
const downloadCommand = `PLAYWRIGHT_BROWSERS_PATH="${downloads}" npx playwright-core ${downloadArguments.join(" ")}`;

/** For systems without a Chromium package: the build that our pinned Playwright is made for. @returns what went wrong, or null. */
function downloadChromium() {
  const cli = path.join(root, "node_modules/playwright-core/cli.js");
  const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: downloads, DEBIAN_FRONTEND: "noninteractive" };
  const download = spawnSync(process.execPath, [cli, ...downloadArguments], { env, encoding: "utf8" });
  const output = `${download.stdout}${download.stderr}`;
  return download.status === 0 ? null : (/^.*\b(?:Error|E): .*$/m.exec(output)?.[0] ?? output.slice(-500)).trim();
}

const fontFolders = [
  "/usr/share/fonts",
  "/usr/local/share/fonts",
  ...(process.env.HOME
    ? [path.join(process.env.HOME, ".fonts"), path.join(process.env.HOME, ".local/share/fonts")]
    : []),
];
const chineseFont = /cjk|sourcehan|source-han|wqy|droidsansfallback|uming|ukai|simsun|msyh|pingfang/i;

/** A font with Chinese characters; without one the screens under test would be rows of empty boxes. */
function findChineseFont() {
  for (const folder of fontFolders.filter((candidate) => fs.existsSync(candidate))) {
    const file = fs.readdirSync(folder, { recursive: true }).find((name) => chineseFont.test(path.basename(name)));
    if (file) return path.join(folder, file);
  }
  return null;
}

module.exports = { downloadChromium, downloadCommand, isUbuntu, findChineseFont, findChromium };
