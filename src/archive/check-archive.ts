import type { App } from "../app";
import { AppError } from "../platform/errors";
import { defaultHostPath, probeTls, type TlsProbe } from "../wecom";
import { decryptRows } from "./decrypt-rows";
import { judgePage, type PageRow } from "./judge-page";
import { type ArchiveTools, closeArchive, openArchive } from "./pull-archive";

/** The oldest rows WeCom still has; enough to see which keys are in use. */
const ROWS_TRIED = 20;

export interface ArchiveCheck {
  name: "configuration" | "tls" | "page";
  ok: boolean;
  /** For the operator, in Chinese. */
  words: string;
}

/** What `doctor` asks of the archive, in this order: configuration, TLS inside the host, one real call. Stores nothing. */
export async function checkArchive(app: App): Promise<ArchiveCheck[]> {
  let tools: ReturnType<typeof openArchive>;
  try {
    tools = openArchive(app);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ name: "configuration", ok: false, words: `会话存档尚未配置完整：${error.message}` }];
  }
  const checks: ArchiveCheck[] = [
    { name: "configuration", ok: true, words: `会话存档已配置，私钥版本：${[...tools.keys.keys()].join("、")}` },
  ];
  try {
    const tls = await probe(app);
    checks.push({ name: "tls", ok: tls.ok, words: tls.words });
    if (tls.ok) checks.push(await checkPage(tools));
  } finally {
    await closeArchive(tools);
  }
  return checks;
}

function probe(app: App): Promise<TlsProbe> {
  const { archive, wecom } = app.config;
  return probeTls({
    hostPath: archive.hostPath ?? defaultHostPath(),
    sdkPath: archive.sdkPath ?? "",
    corpId: wecom.corpId,
    secret: archive.secret ?? "",
    log: app.log,
  });
}

async function checkPage(tools: ReturnType<typeof openArchive>): Promise<ArchiveCheck> {
  try {
    const judgement = judgePage(await tools.host.chat(0n, ROWS_TRIED));
    if (judgement.kind === "page") {
      const words = await keyProblem(tools, judgement.rows);
      return words ? { name: "page", ok: false, words } : { name: "page", ok: true, words: "可以拉取会话存档" };
    }
    return {
      name: "page",
      ok: false,
      words: pageProblems[judgement.reason] ?? `拉取会话存档失败（${judgement.reason}）`,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name: "page", ok: false, words: `拉取会话存档时组件异常退出（${error.code}）` };
  }
}

/** Whether the keys we have open what WeCom sends; in words when one does not. */
async function keyProblem(tools: ArchiveTools, rows: PageRow[]): Promise<string | undefined> {
  const outcomes = await decryptRows(tools, rows);
  for (const [i, outcome] of outcomes.entries()) {
    const version = rows[i]?.publickeyVer;
    if (outcome.state !== "parked") continue;
    if (outcome.reason === "key_missing") {
      return `消息用第 ${version} 版公钥加密，WECOM_ARCHIVE_KEYS 里只有：${[...tools.keys.keys()].join("、")}`;
    }
    if (outcome.reason === "key_wrong") return `第 ${version} 版私钥与后台的公钥不成对`;
  }
  return undefined;
}

const pageProblems: Record<string, string> = {
  errcode_40001: "会话存档 Secret 不正确，请在管理后台「管理工具 - 会话内容存档」核对",
  errcode_301042: "本机出口 IP 不在可信名单，请在管理后台「管理工具 - 会话内容存档」添加",
  errcode_301052: "会话存档服务已到期，请联系企业微信续期",
  errcode_301053: "会话存档未开启，请在管理后台「管理工具 - 会话内容存档」开启",
  sdk_10001: "无法连接企业微信，请检查网络与代理设置",
  sdk_10009: "本机出口 IP 不在可信名单，请在管理后台「管理工具 - 会话内容存档」添加",
  sdk_10011: "与企业微信的加密连接证书校验失败，请检查网络环境",
};
