import { createPrivateKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { App } from "../../app";
import { archiveStatus, checkArchive as checkLibrary } from "../../archive";
import type { Config } from "../../platform/config";
import { type Finding, ok, problem, skipped } from "./finding";

const names = { configuration: "会话存档配置", tls: "存档库 TLS 探测", page: "会话存档拉取" } as const;
const todos = {
  configuration: "说明见 config/example.env 的会话存档一节",
  tls: "换一个版本的官方存档库,或检查 WECOM_ARCHIVE_SDK 与本机系统是否匹配",
  page: "到 管理工具 → 会话内容存档 核对",
} as const;

/** Keys, library, TLS inside the library's process, one real page: in the order in which one hides the next. */
export async function checkArchive(app: App): Promise<Finding[]> {
  const { archive } = app.config;
  if (!archive.secret) return [skipped("会话存档", "没有填写 WECOM_ARCHIVE_SECRET,不拉取存档")];
  const findings = [...checkKeys(archive.keys), checkSdkPath(archive.sdkPath)];
  if (findings.some((finding) => finding.state === "problem")) return findings;
  for (const check of await checkLibrary(app)) {
    const what = names[check.name];
    findings.push(check.ok ? ok(what, check.words) : problem(what, check.words, todos[check.name]));
  }
  const { parked } = await archiveStatus(app);
  for (const { reason, rows } of parked) {
    findings.push(
      problem(
        "暂存的存档消息",
        `${rows} 条(${reason})`,
        "补上对应版本的私钥并重启,再运行 npm run -s scrm -- archive retry-parked",
      ),
    );
  }
  return findings;
}

function checkKeys(keys: Config["archive"]["keys"]): Finding[] {
  const what = "WECOM_ARCHIVE_KEYS";
  if (keys.length === 0) {
    return [problem(what, "未填写", "按「版本:路径」填写;版本号在 管理工具 → 会话内容存档 的公钥旁")];
  }
  return keys.map(({ version, path }) => {
    if (!existsSync(path)) return problem(what, `版本 ${version}:${path} 不存在`, "改正路径");
    try {
      const key = createPrivateKey(readFileSync(path));
      if (key.asymmetricKeyType !== "rsa" || key.asymmetricKeyDetails?.modulusLength !== 2048) {
        return problem(what, `版本 ${version}:不是 RSA-2048 私钥`, "使用与后台公钥成对的那把私钥");
      }
      return ok(what, `版本 ${version}:RSA-2048`);
    } catch {
      return problem(what, `版本 ${version}:${path} 读不出私钥`, "检查文件内容(PEM)和权限");
    }
  });
}

function checkSdkPath(path: string | undefined): Finding {
  const what = "WECOM_ARCHIVE_SDK";
  if (!path) return problem(what, "未填写", "从企业微信下载 libWeWorkFinanceSdk_C.so 并填写路径");
  return existsSync(path) ? ok(what, path) : problem(what, `${path} 不存在`, "从企业微信下载存档库,或改正路径");
}
