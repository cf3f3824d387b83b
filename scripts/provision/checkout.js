const fs = require("node:fs");
const path = require("node:path");

/** The repository this script belongs to; every path of ours hangs below it, so two checkouts never meet. */
const root = path.resolve(__dirname, "..", "..");

/**
 * A home holds one set of private servers: their data, their run files, their logs. `npm start` lives in `var/`,
 * `npm test` in `var/test/`, the development services in `var/dev/`, so that they can run side by side.
 */
function homeAt(directory) {
  const home = {
    directory,
    run: path.join(directory, "run"),
    log: path.join(directory, "log"),
    data: (name) => path.join(directory, name),
  };
  for (const folder of [home.directory, home.run, home.log]) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return home;
}

const inVar = (...parts) => path.join(root, "var", ...parts);

module.exports = { root, homeAt, inVar };
