const { spawnSync } = require("node:child_process");
const { findBinary } = require("./binaries.js");

/** A C compiler that also has the C library's headers (a bare `gcc` package does not); null without one. */
function findCompiler() {
  const compiler = findBinary(["cc", "gcc", "clang"]);
  if (!compiler) return null;
  const program = "#include <dlfcn.h>\n#include <stdio.h>\nint main(void) { return 0; }\n";
  const trial = spawnSync(compiler, ["-x", "c", "-fsyntax-only", "-"], { input: program });
  return trial.status === 0 ? compiler : null;
}

module.exports = { findCompiler };
