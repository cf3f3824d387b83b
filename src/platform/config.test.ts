import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, loadConfig } from "./config";

const complete = {
  DATABASE_URL: "mysql://u:p@127.0.0.1/evergreen",
  REDIS_URL: "redis://127.0.0.1",
  EVERGREEN_SECRET: "0123456789abcdef0123456789abcdef",
  WECOM_CORP_ID: "wwtest0000000001",
  WECOM_AGENT_ID: "1000002",
  WECOM_APP_SECRET: "s",
  WECOM_CALLBACK_TOKEN: "TestToken0001",
  WECOM_CALLBACK_AES_KEY: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
};

describe("configuration", () => {
  it("names every variable that is missing or wrong, at once, without their values", () => {
    const { REDIS_URL: _, ...rest } = complete;
    const load = () => loadConfig({ ...rest, WECOM_CALLBACK_AES_KEY: "tooshort-and-secret" });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/REDIS_URL/);
    expect(load).toThrow(/WECOM_CALLBACK_AES_KEY/);
    expect(load).not.toThrow(/tooshort-and-secret/);
  });

  it("refuses a followed clock and demo data in production", () => {
    expect(() =>
      loadConfig({ ...complete, NODE_ENV: "production", CLOCK_URL: "http://127.0.0.1:3100/_sandbox/clock" }),
    ).toThrow(/CLOCK_URL/);
    expect(() => loadConfig({ ...complete, NODE_ENV: "production", DEMO_DATA: "1" })).toThrow(/DEMO_DATA/);
    expect(loadConfig({ ...complete, NODE_ENV: "production" }).environment).toBe("production");
  });

  it("reads lists and key versions", () => {
    const config = loadConfig({
      ...complete,
      EVERGREEN_ADMINS: "a, b",
      WECOM_ARCHIVE_KEYS: "1:/k/one.pem,2:/k/two.pem",
    });
    expect(config.admins).toEqual(["a", "b"]);
    expect(config.archive.keys).toEqual([
      { version: 1, path: "/k/one.pem" },
      { version: 2, path: "/k/two.pem" },
    ]);
    expect(() => loadConfig({ ...complete, WECOM_ARCHIVE_KEYS: "/k/one.pem" })).toThrow(/version:path/);
    expect(loadConfig({ ...complete, WECOM_ARCHIVE_KEYS: "1:/k/one.pem,*:/k/archive-*.pem" }).archive).toMatchObject({
      keys: [{ version: 1, path: "/k/one.pem" }],
      keyPatterns: ["/k/archive-*.pem"],
    });
    expect(() => loadConfig({ ...complete, WECOM_ARCHIVE_KEYS: "*:/k/all.pem" })).toThrow(/one \*/);
  });

  it("documents each variable in config/example.env, and nothing that does not exist", () => {
    const documented = readFileSync(join(__dirname, "../../config/example.env"), "utf8");
    const code = readFileSync(join(__dirname, "config.ts"), "utf8");
    const names = (text: string, pattern: RegExp) =>
      [...new Set([...text.matchAll(pattern)].map((match) => match[1]!))].sort();
    expect(names(documented, /^([A-Z_]+)=/gm)).toEqual(names(code, /^ {4}([A-Z_]+): /gm));
  });
});
