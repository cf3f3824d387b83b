// Preloaded into the processes that `npm start` starts. When the parent is gone, even after kill -9, the channel to it
// closes; the process then ends as if asked to. The channel keeps nothing else alive.
const { isMainThread } = require("node:worker_threads");

if (isMainThread && process.channel) {
  process.channel.unref();
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 20_000).unref();
  });
}
