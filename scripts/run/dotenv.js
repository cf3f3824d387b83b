const fs = require("node:fs");
const path = require("node:path");
const { root } = require("../provision/checkout.js");

/**
 * Reads `KEY=VALUE` lines. Blank lines, `# comments` and a leading `export` are allowed; a value may stand in single
 * quotes (taken as it is) or double quotes (`\n`, `\"` and `\\` mean what they usually do). Nothing is expanded.
 */
function parseDotenv(text) {
  const values = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match) values[match[1]] = unquote(match[2]);
  }
  return values;
}

function unquote(value) {
  const single = /^'([^']*)'\s*(?:#.*)?$/.exec(value);
  if (single) return single[1];
  const double = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(value);
  if (double) return double[1].replace(/\\(.)/g, (_, char) => (char === "n" ? "\n" : char));
  return value.startsWith("#") ? "" : value.replace(/\s+#.*$/, "");
}

/** The settings of this checkout: `.env`, overruled by the environment. Empty values count as not set. */
function readSettings(environment = process.env, file = path.join(root, ".env")) {
  const fromFile = fs.existsSync(file) ? parseDotenv(fs.readFileSync(file, "utf8")) : {};
  const given = Object.entries({ ...fromFile, ...environment }).filter(([, value]) => value !== "");
  return Object.fromEntries(given);
}

module.exports = { parseDotenv, readSettings };
