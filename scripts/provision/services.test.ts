import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { homeAt } from "./checkout";
import { provideServices } from "./services";

const say = (line: string) => {
  throw new Error(`something was started: ${line}`);
};

describe("provideServices", () => {
  it("starts and installs nothing when the servers are given", async () => {
    const home = homeAt(fs.mkdtempSync(path.join(os.tmpdir(), "services-")));
    const given = { databaseUrl: "mysql://me:p%40ss@db.example:3307/scrm?ssl=1", redisUrl: "rediss://cache.example/3" };
    const services = await provideServices({ home, given, say });
    expect(services).toMatchObject({
      databaseUrl: given.databaseUrl,
      serverUrl: "mysql://me:p%40ss@db.example:3307",
      redisUrl: given.redisUrl,
    });
    expect(fs.readdirSync(home.directory, { recursive: true }).sort()).toEqual(["log", "run"]);
    await services.stop();
  });
});
