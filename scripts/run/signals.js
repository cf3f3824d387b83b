const { parentOf, nameOf } = require("../provision/processes.js");

/**
 * Ends everything in order on SIGTERM, SIGINT, SIGHUP, or when the npm that started us is gone; all within 30 s. A second
 * Ctrl-C does not wait.
 *
 * @param options.end stops gently; `kill` stops at once; `status` is the exit status after a gentle end.
 */
function endOnSignal({ end, kill, say, status = 0 }) {
  let askedAt = null;

  const ask = async (signal) => {
    if (askedAt !== null) {
      // npm passes on the Ctrl-C that the terminal has sent us as well: one key press arrives twice.
      if (signal !== "SIGINT" || Date.now() - askedAt < 500) return;
      kill();
      process.exit(130);
    }
    askedAt = Date.now();
    say("stopping");
    const overdue = setTimeout(() => {
      kill();
      process.exit(1);
    }, 29_000);
    overdue.unref();
    await end();
    process.exit(status);
  };

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => ask(signal));
  whenStarterIsGone(() => ask("npm"));
}

/**
 * Calls back once when the npm that started us has died. Needed on SIGTERM too: npm passes it on to the shell between
 * us, and the shell dies of it alone.
 */
function whenStarterIsGone(callback) {
  if (!process.env.npm_lifecycle_event) return;
  const before = startersOf(process.pid);
  const timer = setInterval(() => {
    if (startersOf(process.pid) === before) return;
    clearInterval(timer);
    callback();
  }, 500);
  timer.unref();
}

/** Who started us: npm, or npm and the shell between it and us. Changes when one of them dies. */
function startersOf(pid) {
  const parent = parentOf(pid);
  return /^(ba|da|a|z|k)?sh$/.test(nameOf(parent)) ? `${parentOf(parent)} ${parent}` : `${parent}`;
}

module.exports = { endOnSignal, whenStarterIsGone };
