import { ConfigError, loadConfig } from "../platform/config";
import { fail } from "./finding";
import type { Finding } from "./setup.schema";

/** What to do about each setting that can be missing or malformed. */
const advice: Record<string, string> = {
  DATABASE_URL: "填写 mysql://用户:密码@主机:3306/库名（MariaDB 用 mariadb://）",
  REDIS_URL: "填写 redis://主机:6379/0",
  PUBLIC_URL: "填写浏览器和企业微信访问常青的 https 地址",
  EVERGREEN_SECRET: "填写至少 32 位随机字符，可用 openssl rand -hex 32 生成",
  WECOM_CORP_ID: "到 我的企业 → 企业信息 复制企业ID",
  WECOM_AGENT_ID: "到 应用管理 → 自建 → 本应用 复制 AgentId",
  WECOM_APP_SECRET: "到 应用管理 → 自建 → 本应用 复制 Secret",
  WECOM_CALLBACK_TOKEN: "到 本应用 → 接收消息 → 设置API接收 复制 Token（1 到 32 位字母或数字）",
  WECOM_CALLBACK_AES_KEY: "到 本应用 → 接收消息 → 设置API接收 复制 EncodingAESKey（43 位字母或数字）",
  WECOM_ARCHIVE_KEYS: "按「版本:路径」填写，例如 1:/etc/evergreen/archive-1.pem",
};

/** One line per setting that is missing or wrong; empty when the configuration can be read. */
export function checkSettings(env: NodeJS.ProcessEnv): Finding[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ name, message }) =>
      fail(
        "machine.settings",
        env[name] ? `格式不对（${message}）` : "未填写",
        advice[name] ?? "说明见 config/example.env",
        { what: name },
      ),
    );
  }
}
