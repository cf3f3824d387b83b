import { createPrivateKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { App } from "../app";
import { type ArchiveStatus, archiveKeyEntries, archiveStatus, checkArchive as checkLibrary } from "../archive";
import type { Config } from "../platform/config";
import { listArchivedMembers, WecomError } from "../wecom";
import { refusable, seenIp } from "./ask";
import { refusalWords } from "./check-app";
import { fail, ok, unknown } from "./finding";
import type { Finding } from "./setup.schema";

const todos = {
  configuration: "说明见 config/example.env 的会话存档一节",
  tls: "换一个版本的官方存档库，或检查 WECOM_ARCHIVE_SDK 与本机系统是否匹配",
  page: "核对",
} as const;
/** Rows that wait for a key are tried again by themselves once it is there. */
const parkedTodos: Record<string, string> = {
  key_missing: "把对应版本的私钥加进 WECOM_ARCHIVE_KEYS 并重启；写成 *:路径 的，放好文件即可",
  key_wrong: "换成与后台公钥成对的私钥并重启；写成 *:路径 的，换好文件即可",
  row_malformed: "企业微信给出的内容不完整，原样保留，无需处理",
  msgid_mismatch: "内容与编号不符，已隔离，无需处理",
};
/** A pull this fresh proves keys, library and network: the library is not started for it. */
const FRESH_MS = 15 * 60_000;
const WRONG_SECRET = 40001;
const UNTRUSTED_IP = 60020;
const refusalTodos: Record<number, string> = {
  [WRONG_SECRET]: "重新复制存档的 Secret",
  [UNTRUSTED_IP]: "把本机出口 IP 加入存档的可信 IP",
  301052: "存档服务已到期，请续期",
  301053: "开启会话内容存档",
};

/**
 * Keys, library, TLS inside the library's process, one real page: in the order in which one hides the next.
 *
 * @param deep starts the library even though the archiver has just pulled with it.
 */
export async function checkArchive(app: App, deep: boolean): Promise<Finding[]> {
  const { archive } = app.config;
  if (!archive.secret) {
    return [
      unknown("archive.off", "没有填写 WECOM_ARCHIVE_SECRET，不拉取存档", "需要存档时，见接入指南的会话存档一节"),
    ];
  }
  const status = await archiveStatus(app);
  const pulled = deep ? undefined : freshPull(app, status);
  const findings = pulled ? [pulled] : await checkParts(app);
  if (findings.some((finding) => finding.state === "fail")) return findings;
  findings.push(...parkedRows(status), sealing(app));
  findings.push(await archivedMembers(app));
  return findings;
}

async function checkParts(app: App): Promise<Finding[]> {
  const { archive } = app.config;
  const findings = [...checkKeys(archiveKeyEntries(archive)), checkSdkPath(archive.sdkPath)];
  if (findings.some((finding) => finding.state === "fail")) return findings;
  for (const { name, ok: well, words } of await checkLibrary(app)) {
    const id = `archive.${name}` as const;
    // The check tells a wrong secret in words only.
    findings.push(well ? ok(id, words) : fail(id, words, todos[name], { stop: words.includes("Secret") }));
  }
  return findings;
}

function freshPull(app: App, { lastSuccessAt, lastError }: ArchiveStatus): Finding | undefined {
  if (!lastSuccessAt || app.now().getTime() - lastSuccessAt.getTime() > FRESH_MS || lastError) return undefined;
  return ok("archive.page", "正在拉取会话存档");
}

function parkedRows({ parked }: ArchiveStatus): Finding[] {
  return parked.map(({ reason, rows }) =>
    fail(
      "archive.parked",
      `${rows} 条（${reason}）`,
      parkedTodos[reason] ?? "运行 npm run -s scrm -- archive retry-parked 再试一次",
    ),
  );
}

/** Whose conversations WeCom really archives; also tells whether the paid seats have ended. */
async function archivedMembers(app: App): Promise<Finding> {
  const { value: userids, refusal } = await refusable(() => listArchivedMembers(app.wecom));
  if (!refusal) {
    return userids.length > 0
      ? ok("archive.members", `${userids.length} 位`)
      : fail("archive.members", "没有成员开通", "把需要存档的成员加入开启范围");
  }
  if (refusal instanceof WecomError && refusal.verdict === "misconfigured") {
    const ip = refusal.errcode === UNTRUSTED_IP ? seenIp(refusal) : undefined;
    return fail("archive.members", refusalWords(refusal), refusalTodos[refusal.errcode] ?? "核对存档的设置", {
      stop: refusal.errcode === WRONG_SECRET,
      ...(ip && { copy: [{ label: "本机出口 IP", text: ip }] }),
    });
  }
  return unknown("archive.members", refusalWords(refusal), "稍后重新检查");
}

/** What a content key covers, and what it does not: nobody should learn it from a lost disk. */
function sealing({ content, config }: App): Finding {
  const id = "archive.sealing";
  if (content.version === null) return ok(id, "未启用（CONTENT_KEYS），消息原样存放在数据库里");
  const place = config.media.s3 ? "存储桶" : "MEDIA_DIR 所在的磁盘";
  return ok(id, `消息和导出已加密（密钥 ${content.version}）；图片、语音等文件不在其内，请加密${place}`);
}

function checkKeys(keys: Config["archive"]["keys"]): Finding[] {
  if (keys.length === 0) {
    return [fail("archive.key", "未填写", "按「版本:路径」填写；版本号在 管理工具 → 会话内容存档 的公钥旁")];
  }
  return keys.map(({ version, path }) => {
    if (!existsSync(path)) return fail("archive.key", `版本 ${version}：${path} 不存在`, "改正路径");
    try {
      const key = createPrivateKey(readFileSync(path));
      if (key.asymmetricKeyType !== "rsa" || key.asymmetricKeyDetails?.modulusLength !== 2048) {
        return fail("archive.key", `版本 ${version}：不是 RSA-2048 私钥`, "使用与后台公钥成对的那把私钥");
      }
      return ok("archive.key", `版本 ${version}：RSA-2048`);
    } catch {
      return fail("archive.key", `版本 ${version}：${path} 读不出私钥`, "检查文件内容（PEM）和权限");
    }
  });
}

function checkSdkPath(path: string | undefined): Finding {
  const id = "archive.library";
  if (!path) return fail(id, "未填写", "从企业微信下载 libWeWorkFinanceSdk_C.so 并填写路径");
  return existsSync(path) ? ok(id, path) : fail(id, `${path} 不存在`, "从企业微信下载存档库，或改正路径");
}
