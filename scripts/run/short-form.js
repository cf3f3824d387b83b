const levels = { 40: "warn", 50: "error", 60: "fatal" };

/**
 * What the terminal shows of a child's line: warnings and errors of the JSON log as one short line, plain lines of the
 * error stream as they are, nothing else (the whole is in the log file).
 */
function shortForm(line, { isErrorStream }) {
  const record = parseRecord(line);
  if (!record) return isErrorStream && line.trim() !== "" ? line.slice(0, 300) : null;
  const level = levels[record.level];
  if (!level) return null;
  const error = record.error ?? record.err;
  const reason = error?.message ?? error?.code ?? "";
  return `${level} ${[record.msg, reason].filter(Boolean).join(": ")}`.slice(0, 300);
}

function parseRecord(line) {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Splits a stream into lines; a line longer than 64 KB is cut. */
function eachLine(stream, visit) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop().slice(0, 65_536);
    for (const line of lines) visit(line);
  });
  stream.on("end", () => rest && visit(rest));
}

module.exports = { eachLine, shortForm };
