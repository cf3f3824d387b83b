import "./small-heap";
import { z } from "zod";
import { startSandbox } from "./index";

/** Everything the sandbox reads from its environment. */
const Environment = z.object({
  /** Where it listens; the webview proxy takes the next port. */
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_534).default(3100),
  HOST: z.string().default("127.0.0.1"),
  SANDBOX_DATA_DIR: z.string().default("var/sandbox"),
  /** The corp to make when the data directory holds none. */
  SANDBOX_SEED: z.enum(["demo", "empty"]).default("demo"),
  /** Where the webview proxy forwards to. */
  EVERGREEN_URL: z.url().default("http://127.0.0.1:3000"),
  /** How others reach the sandbox, when that is not its own address. */
  SANDBOX_PUBLIC_URL: z.url().optional(),
  NODE_ENV: z.string().optional(),
});

async function main(): Promise<void> {
  const parsed = Environment.safeParse(process.env);
  if (!parsed.success) {
    console.error(z.prettifyError(parsed.error));
    process.exit(1);
  }
  const env = parsed.data;
  if (env.NODE_ENV === "production") {
    console.error(
      "sandbox: refused to start with NODE_ENV=production. The sandbox stands in for WeCom in tests and demos.",
    );
    process.exit(1);
  }
  const sandbox = await startSandbox({
    port: env.SANDBOX_PORT,
    host: env.HOST,
    dataDir: env.SANDBOX_DATA_DIR,
    seed: env.SANDBOX_SEED,
    evergreenUrl: env.EVERGREEN_URL,
    ...(env.SANDBOX_PUBLIC_URL === undefined ? {} : { publicUrl: env.SANDBOX_PUBLIC_URL }),
  });
  console.log(`sandbox ready ${sandbox.url}`);
  const stop = (): void => {
    setTimeout(() => process.exit(1), 1900).unref();
    void sandbox.close().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

void main();
