const fs = require("node:fs");
const path = require("node:path");
const { root } = require("../provision/checkout.js");
const { listFiles } = require("./stamp.js");

const bin = (relative) => path.join(root, "node_modules", relative);
const vite = (config) => [bin("vite/bin/vite.js"), "build", "--config", config, "--logLevel", "error"];

/**
 * What is built, from what, into what. `run` is a Node program with arguments; `present` names the file without which
 * there is nothing to build.
 */
const targets = {
  server: {
    inputs: ["src", "migrations", "sandbox", "test", "bench", "tsconfig.json", "package-lock.json"],
    ignore: ["sandbox/client", "sandbox/archive-sdk/build"],
    present: "tsconfig.json",
    run: [bin("typescript/bin/tsc"), "-p", "tsconfig.json"],
    output: "dist/src",
    after: dropOrphans,
  },
  pages: {
    inputs: ["web", "src", "package-lock.json"],
    // Of the server, the pages may import the request and response shapes alone.
    only: (file) => !file.startsWith("src/") || file.endsWith(".schema.ts"),
    present: "web/vite.config.ts",
    run: vite("web/vite.config.ts"),
    output: "dist/web",
  },
  "sandbox page": {
    inputs: ["sandbox/client", "package-lock.json"],
    present: "sandbox/client/vite.config.ts",
    run: vite("sandbox/client/vite.config.ts"),
    output: "dist/sandbox-client",
  },
  "archive host": {
    inputs: ["native"],
    present: "native/build.mjs",
    run: [path.join(root, "native/build.mjs"), "dist/native/archive-host"],
    output: "dist/native/archive-host",
    needsCompiler: true,
  },
};

/** A compiled file outlives its source; a deleted migration would go on running. */
function dropOrphans() {
  const compiled = listFiles(path.join(root, "dist"), ["src", "migrations", "sandbox", "test", "bench"]);
  for (const file of compiled.filter((name) => /\.js(\.map)?$/.test(name))) {
    const source = file.replace(/\.js(\.map)?$/, "");
    const kept = [".ts", ".tsx", ".js"].some((ending) => fs.existsSync(path.join(root, source + ending)));
    if (!kept) fs.rmSync(path.join(root, "dist", file));
  }
}

module.exports = { targets };
