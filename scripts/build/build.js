const fs = require("node:fs");
const path = require("node:path");
const { spawn } = require("node:child_process");
const { stripVTControlCharacters } = require("node:util");
const { inVar, root } = require("../provision/checkout.js");
const { exclusively } = require("../provision/claim.js");
const { ensure, needs } = require("../provision/needs.js");
const { OperatorError } = require("../provision/operator-error.js");
const { readJson, writeJson } = require("../provision/run-files.js");
const { stampOf } = require("./stamp.js");
const { targets } = require("./targets.js");

const stampFile = inVar("build.json");

/** The targets whose sources differ from those of the last good build, with their new stamps. */
function staleTargets(names = Object.keys(targets)) {
  const kept = readJson(stampFile) ?? {};
  return names.flatMap((name) => {
    const target = targets[name];
    if (!fs.existsSync(path.join(root, target.present))) return [];
    const facts = [process.platform, process.arch, ...target.run.map((word) => path.relative(root, word))];
    const stamp = stampOf(root, target.inputs, { ignore: target.ignore, only: target.only, facts });
    const fresh = kept[name] === stamp && fs.existsSync(path.join(root, target.output));
    return fresh ? [] : [{ name, target, stamp }];
  });
}

/**
 * Builds what is stale, two at a time (the reference machine has two cores); one build per checkout at a time.
 *
 * @returns `[{ name, problem }]`: what was built, with the tool's words when it failed.
 */
async function build({ say, names }) {
  if (staleTargets(names).length === 0) return [];
  return exclusively(inVar("run", "build.lock"), async () => {
    const stale = staleTargets(names);
    if (stale.some(({ target }) => target.needsCompiler)) ensure(needs.compiler, { say });
    if (stale.length > 0) say(`building ${stale.map(({ name }) => name).join(", ")}`);
    const outcomes = [];
    const waiting = [...stale];
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) outcomes.push(await buildOne(next));
    };
    await Promise.all([lane(), lane()]);
    return outcomes;
  });
}

async function buildOne({ name, target, stamp }) {
  fs.mkdirSync(path.dirname(path.join(root, target.output)), { recursive: true });
  const problem = await runTool(target.run);
  if (problem !== null) return { name, problem };
  target.after?.();
  writeJson(stampFile, { ...readJson(stampFile), [name]: stamp });
  return { name, problem: null };
}

/** Null when the Node program ended well, else what it printed. */
function runTool([file, ...args]) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };
    const child = spawn(process.execPath, [file, ...args], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const output = [];
    child.stdout.on("data", (data) => output.push(data));
    child.stderr.on("data", (data) => output.push(data));
    child.once("error", reject);
    child.once("close", (status) => {
      const text = stripVTControlCharacters(Buffer.concat(output).toString("utf8")).trimEnd();
      resolve(status === 0 ? null : text || `ended with status ${status}`);
    });
  });
}

/** Builds what is stale, or stops with what the tools said. */
async function buildOrFail(options) {
  const failed = (await build(options)).filter(({ problem }) => problem !== null);
  if (failed.length > 0) {
    throw new OperatorError(failed.map(({ name, problem }) => `Building the ${name} failed:\n${problem}`).join("\n\n"));
  }
}

module.exports = { build, buildOrFail, runTool, staleTargets };
