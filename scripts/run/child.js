const fs = require("node:fs");
const path = require("node:path");
const { spawn } = require("node:child_process");
const { setTimeout: sleep } = require("node:timers/promises");
const { root } = require("../provision/checkout.js");
const { commandLineHas, endProcess, isAlive } = require("../provision/processes.js");
const { LogFile } = require("./log-file.js");
const { eachLine, shortForm } = require("./short-form.js");

const followParent = path.join(__dirname, "follow-parent.js");

// Several processes share a small machine. A young generation of 2 MB instead of 16 brought all of them, idle, from 647 MB
// to 495; a smaller one or a limit on the old generation brought nothing more. Two arenas of the C library instead of one per
// thread, and code compiled for size, take another 10 MB off each.
const thrifty = ["--max-semi-space-size=2", "--optimize-for-size"];
// The one that callbacks come to: with 2 MB it spent its time collecting, and answered half as many. Its first
// collection of the old generation must not wait until there are 200 MB of it.
const roomy = ["--max-semi-space-size=8", "--initial-old-space-size=64"];
const thriftyEnvironment = { MALLOC_ARENA_MAX: "2" };

/**
 * One Node process of ours: in a session of its own (Ctrl-C reaches us alone, we end things in order), its output in
 * `log/NAME.log`, its id in `run/NAME.pid`, warnings and errors in short on the terminal.
 *
 * @returns `{ pid, exited, signal }`; `exited` resolves with the exit status or the signal's name.
 */
function startChild({ name, entry, env, home, say }) {
  const pidFile = path.join(home.run, `${name}.pid`);
  const log = new LogFile(path.join(home.log, `${name}.log`));
  const child = spawn(
    process.execPath,
    [...(name === "web" ? roomy : thrifty), "--require", followParent, path.join(root, entry)],
    {
      cwd: root,
      env: { ...thriftyEnvironment, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  child.channel?.unref();
  fs.writeFileSync(pidFile, `${child.pid}\n`);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => log.write(Buffer.from(data)));
    eachLine(stream, (line) => {
      const short = shortForm(line, { isErrorStream: stream === child.stderr });
      if (short) say(`${name}: ${short}`);
    });
  }
  child.once("close", () => log.close());
  const exited = new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      fs.rmSync(pidFile, { force: true });
      resolve(code ?? signal);
    });
  });
  const signal = (which) => child.exitCode === null && child.signalCode === null && child.kill(which);
  return { pid: child.pid, exited, signal };
}

/**
 * Keeps a process running: it is started again when it ends by itself, after 0.5 s, then 1, 2, 4 and 5 s; half a minute
 * of steady work resets the wait.
 *
 * @returns `stop(patienceMs)` ends it for good; `restart(env)` renews it; `falls()` counts how often it ended by itself.
 */
function supervise({ env, ...spec }) {
  const { name, say } = spec;
  const stopped = new AbortController();
  let current = env;
  let renewing = false;
  let falls = 0;
  let child;

  const done = (async () => {
    let waitMs = 500;
    while (!stopped.signal.aborted) {
      const startedAt = Date.now();
      child = startChild({ ...spec, env: current });
      const status = await child.exited;
      if (stopped.signal.aborted) return;
      if (renewing) {
        renewing = false;
        continue;
      }
      falls++;
      if (Date.now() - startedAt > 30_000) waitMs = 500;
      say(`${name}: ended (${status}), starting again in ${waitMs / 1000} s`);
      await sleep(waitMs, null, { signal: stopped.signal }).catch(() => {});
      waitMs = Math.min(waitMs * 2, 5000);
    }
  })();

  return {
    name,
    falls: () => falls,
    restart(newEnv) {
      current = newEnv;
      renewing = true;
      return endChild(child, 15_000);
    },
    async stop(patienceMs) {
      stopped.abort();
      await endChild(child, patienceMs);
      await done;
    },
    kill() {
      stopped.abort();
      child.signal("SIGKILL");
    },
  };
}

async function endChild(child, patienceMs) {
  child.signal("SIGTERM");
  const insist = setTimeout(() => child.signal("SIGKILL"), patienceMs);
  await child.exited;
  clearTimeout(insist);
}

/** Runs a process to its end. @returns its exit status. */
const runToEnd = (spec) => startChild(spec).exited;

/** Ends the processes that a killed run left behind, so that they hold neither ports nor leases. */
async function endLeftoverChildren({ names, home, say }) {
  for (const name of names) {
    const pidFile = path.join(home.run, `${name}.pid`);
    const pid = Number(fs.existsSync(pidFile) ? fs.readFileSync(pidFile, "utf8") : 0);
    if (isAlive(pid) && commandLineHas(pid, followParent)) {
      say(`${name}: ending the one a killed run left behind (pid ${pid})`);
      await endProcess(pid, 5000);
    }
    fs.rmSync(pidFile, { force: true });
  }
}

module.exports = { endLeftoverChildren, runToEnd, startChild, supervise };
