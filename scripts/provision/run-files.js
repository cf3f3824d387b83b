const fs = require("node:fs");
const path = require("node:path");
const { randomBytes } = require("node:crypto");

/** The parsed file, or null when it is missing or was cut short by a crash (callers then start afresh). */
function readJson(file) {
  let text;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Replaces the file in one step and for the owner's eyes alone: run files hold passwords and keys. */
function writePrivate(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(draft, text, { mode: 0o600 });
  fs.renameSync(draft, file);
}

const writeJson = (file, value) => writePrivate(file, `${JSON.stringify(value, null, 2)}\n`);

/** A secret that is made once and stays the same between runs. */
function keptSecret(file, make = () => randomBytes(32).toString("hex")) {
  try {
    const kept = fs.readFileSync(file, "utf8").trim();
    if (kept) return kept;
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const secret = make();
  writePrivate(file, `${secret}\n`);
  return secret;
}

module.exports = { readJson, writeJson, writePrivate, keptSecret };
