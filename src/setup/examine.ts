import type { App } from "../app";
import { type Config, loadConfig } from "../platform/config";
import { checkSettings } from "./check-settings";
import { checkDatabase, checkRedis } from "./check-stores";
import { unknown } from "./finding";
import { lookAt } from "./look-around";
import { type Finding, setupParts } from "./setup.schema";

/**
 * Everything from the bare environment on, for the terminal: works where no process can start yet.
 *
 * @param withApp builds an App of a configuration whose databases answer.
 */
export async function examine(
  env: NodeJS.ProcessEnv,
  withApp: (config: Config, look: (app: App) => Promise<Finding[]>) => Promise<Finding[]>,
): Promise<Finding[]> {
  const settings = checkSettings(env);
  if (settings.length > 0)
    return [...settings, unknown("machine.settings", "先补全上面的配置", undefined, { what: "其余检查" })];
  const config = loadConfig({ ...env, LOG_LEVEL: "silent" });
  const stores = [...(await checkDatabase(config)), await checkRedis(config)];
  if (stores.some((finding) => finding.state === "fail")) {
    return [...stores, unknown("app.api", "先让数据库和 Redis 可用", undefined, { what: "企业微信" })];
  }
  return withApp(config, async (app) => {
    const found = await lookAt(app, setupParts, { deep: true, local: true });
    // The clock is compared by what WeCom answered, so the machine is looked at last and told first.
    const { machine = [], ...others } = Object.fromEntries(found);
    return [...machine, ...Object.values(others).flat()];
  });
}
