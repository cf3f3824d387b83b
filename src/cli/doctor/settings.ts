import { ConfigError, loadConfig } from "../../platform/config";
import { type Finding, problem } from "./finding";

/** What to do about each setting that can be missing or malformed. */
const advice: Record<string, string> = {
  DATABASE_URL: "set mysql://user:password@host:3306/evergreen (mariadb:// for MariaDB)",
  REDIS_URL: "set redis://host:6379/0",
  PUBLIC_URL: "set the https address under which browsers and WeCom reach Evergreen",
  EVERGREEN_SECRET: "set at least 32 random characters: openssl rand -hex 32",
  WECOM_CORP_ID: "copy 企业ID from 我的企业 → 企业信息",
  WECOM_AGENT_ID: "copy AgentId from 应用管理 → 自建 → your app",
  WECOM_APP_SECRET: "copy Secret from 应用管理 → 自建 → your app",
  WECOM_CALLBACK_TOKEN: "copy Token from your app → 接收消息 → 设置API接收 (1 to 32 letters or digits)",
  WECOM_CALLBACK_AES_KEY: "copy EncodingAESKey from your app → 接收消息 → 设置API接收 (43 letters or digits)",
  WECOM_ARCHIVE_KEYS: "write version:path pairs, such as 1:/etc/evergreen/archive-1.pem",
};

/** One line per setting that is missing or wrong; empty when the configuration can be read. */
export function checkSettings(env: NodeJS.ProcessEnv): Finding[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ name, message }) =>
      problem(name, env[name] ? message : "not set", advice[name] ?? "see config/example.env"),
    );
  }
}
