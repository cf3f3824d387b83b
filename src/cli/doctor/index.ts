import { type App, buildApp, closeApp } from "../../app";
import { capabilities } from "../../capabilities";
import { loadConfig } from "../../platform/config";
import type { Command } from "../commands";
import { print } from "../with-app";
import { checkArchive } from "./archive";
import { checkCallback } from "./callback";
import { type Finding, formatFinding, skipped } from "./finding";
import { checkSettings } from "./settings";
import { checkDatabase, checkRedis } from "./stores";
import { checkWecomApi } from "./wecom";

/** Explains each missing or wrong setting in one line with what to do. @returns everything it saw, problems included. */
export async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const settings = checkSettings(env);
  if (settings.length > 0) return [...settings, skipped("其余检查", "先补全上面的配置")];
  const config = loadConfig({ ...env, LOG_LEVEL: "silent" });
  const stores = [...(await checkDatabase(config)), await checkRedis(config)];
  if (stores.some((finding) => finding.state === "problem")) {
    return [...stores, skipped("企业微信", "先让数据库和 Redis 可用")];
  }
  const app: App = await buildApp({ config, capabilities, process: "doctor" });
  try {
    return [
      ...stores,
      ...(await checkWecomApi(app.wecom, config.wecom.apiBase)),
      ...(await checkCallback(config, app.now())),
      ...(await checkArchive(app)),
    ];
  } finally {
    await closeApp(app);
  }
}

export const doctor: Command = {
  summary: "look at every setting and connection; one line each, with what to do",
  run: async () => {
    const findings = await examine(process.env);
    for (const finding of findings) print(formatFinding(finding));
    const problems = findings.filter((finding) => finding.state === "problem").length;
    print(problems === 0 ? "一切正常" : `有 ${problems} 项需要处理`);
    return problems === 0 ? 0 : 1;
  },
};
