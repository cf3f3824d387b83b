const fs = require("node:fs");
const path = require("node:path");

// Servers live in sbin folders that are not on an ordinary user's PATH.
const usualFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/libexec"];
const packagedFolders = ["/usr/local/mysql/bin", "/opt/homebrew/bin", "/snap/bin"];

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** First executable called one of `names`, in the order of the names; null when the machine has none. */
function findBinary(names, extraFolders = []) {
  const onPath = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const folders = [...extraFolders, ...onPath, ...usualFolders, ...packagedFolders];
  for (const name of [names].flat()) {
    for (const folder of folders) {
      const candidate = path.join(folder, name);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return null;
}

module.exports = { findBinary, isExecutable };
