const fs = require("node:fs");
const path = require("node:path");
const { createHash } = require("node:crypto");

/** Files below `inputs` (files or folders, relative to `root`), sorted; missing inputs are left out. */
function listFiles(root, inputs, ignore = []) {
  const files = [];
  const walk = (relative) => {
    if (ignore.some((ignored) => relative === ignored || relative.startsWith(`${ignored}/`))) return;
    const stat = fs.statSync(path.join(root, relative), { throwIfNoEntry: false });
    if (stat?.isFile()) files.push(relative);
    if (!stat?.isDirectory()) return;
    for (const name of fs.readdirSync(path.join(root, relative))) walk(`${relative}/${name}`);
  };
  for (const input of inputs) walk(input);
  return files.sort();
}

/** One hash over names and contents: the same sources give the same stamp, wherever and whenever they were checked out. */
function stampOf(root, inputs, { ignore = [], only = () => true, facts = [] } = {}) {
  const hash = createHash("sha256");
  for (const fact of facts) hash.update(`${fact}\n`);
  for (const file of listFiles(root, inputs, ignore).filter(only)) {
    const content = fs.readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

module.exports = { listFiles, stampOf };
