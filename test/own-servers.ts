import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Redis from "ioredis";

interface Provided {
  databaseUrl: string;
  redisUrl: string;
  stop(): Promise<void>;
}
// Plain Node scripts without types: the set-up must run before anything is installed.
const { provideServices } = require("../scripts/provision/services.js") as {
  provideServices(options: { home: unknown; say(line: string): void; disposable: boolean }): Promise<Provided>;
};
const { homeAt } = require("../scripts/provision/checkout.js") as { homeAt(directory: string): unknown };

/** MySQL and Redis of one test alone, for what no test may do to servers that others use: ending and emptying them. */
export class OwnServers {
  private constructor(
    readonly databaseUrl: string,
    readonly redisUrl: string,
    readonly folder: string,
    readonly provided: Provided,
  ) {}

  static async start(): Promise<OwnServers> {
    const folder = mkdtempSync(join(tmpdir(), "evergreen-servers-"));
    // With the durability of production: what was committed must be there after a crash of the server.
    const provided = await provideServices({ home: homeAt(folder), say: () => undefined, disposable: false });
    return new OwnServers(provided.databaseUrl, provided.redisUrl, folder, provided);
  }

  /** kill -9 of the database server; it is started again on its port, with its data. */
  crashDatabase(): void {
    const flavour = this.databaseUrl.startsWith("mariadb") ? "mariadb" : "mysql";
    process.kill(Number(readFileSync(join(this.folder, flavour, "server.pid"), "utf8")), "SIGKILL");
  }

  async emptyRedis(): Promise<void> {
    const redis = new Redis(this.redisUrl);
    try {
      await redis.flushall();
    } finally {
      redis.disconnect();
    }
  }

  async stop(): Promise<void> {
    await this.provided.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
