import { ConfigError } from "../platform/config";
import { AppError } from "../platform/errors";
import { commands } from "./commands";
import { UsageError } from "./usage";

/** `npm run scrm -- <command>`. Results on stdout, everything else on stderr; exit 0 when what was asked is done. */
async function main(argv: string[]): Promise<number> {
  const [name, ...rest] = argv;
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const width = Math.max(...Object.keys(commands).map((key) => key.length));
    const lines = Object.entries(commands).map(([key, { summary }]) => `  ${key.padEnd(width)}  ${summary}`);
    process.stderr.write(`usage: npm run -s scrm -- <command>\n\n${lines.join("\n")}\n`);
    return name === undefined || name === "help" || name === "--help" ? 0 : 2;
  }
  return command.run(rest);
}

/** What was typed is wrong: our own word for it, or Node's for an option nobody knows. */
function isUsage(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    if (error instanceof ConfigError)
      process.stderr.write(`Configuration is not complete (see config/example.env):\n${error.message}\n`);
    else if (isUsage(error)) process.stderr.write(`usage: ${error.message}\n`);
    else if (error instanceof AppError) process.stderr.write(`${error.code}: ${error.message}\n`);
    else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = isUsage(error) ? 2 : 1;
  })
  // Idle sockets of HTTP agents must not keep a finished command alive.
  .finally(() => setTimeout(() => process.exit(), 1_000).unref());
