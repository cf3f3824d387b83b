const fs = require("node:fs");
const path = require("node:path");
const { root } = require("../provision/checkout.js");
const { runTool } = require("../build/build.js");

const tsc = path.join(root, "node_modules/typescript/bin/tsc");
const biome = path.join(root, "node_modules/@biomejs/biome/bin/biome");

/** Types everywhere and lint. @returns `[{ name, problem }]`, `problem` null or what the tool said. */
async function staticChecks() {
  const checks = [
    ["types", [tsc, "--noEmit", "-p", "tsconfig.json"]],
    ...["web", "sandbox/client"].map((folder) => [
      `types of ${folder}`,
      [tsc, "--noEmit", "-p", `${folder}/tsconfig.json`],
    ]),
    ["lint", [biome, "check", "."]],
  ];
  const outcomes = [];
  for (const [name, command] of checks) {
    const project = command[3];
    if (project && !fs.existsSync(path.join(root, project))) continue;
    outcomes.push({ name, problem: await runTool(command) });
  }
  return outcomes;
}

function reportChecks(outcomes, say) {
  for (const { name, problem } of outcomes) say(problem === null ? `${name}: passed` : `${name}: FAILED\n${problem}`);
}

module.exports = { reportChecks, staticChecks };
