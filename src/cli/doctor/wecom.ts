import { listFollowUsers, verdictOf, type WecomClient, WecomError, WecomUnreachableError } from "../../wecom";
import { type Finding, ok, problem } from "./finding";

/** What an operator does about the codes that mean a wrong set-up. */
const advice: Record<number, { what: string; todo: string }> = {
  40001: {
    what: "WECOM_APP_SECRET",
    todo: "到 应用管理 → 自建 → 本应用 重新复制 Secret;反复用错的 Secret 会被封 IP",
  },
  40013: { what: "WECOM_CORP_ID", todo: "到 我的企业 → 企业信息 复制企业ID" },
  40091: {
    what: "WECOM_APP_SECRET",
    todo: "这是别家企业的 Secret,到 应用管理 → 自建 → 本应用 重新复制",
  },
  41002: { what: "WECOM_CORP_ID", todo: "请填写" },
  41004: { what: "WECOM_APP_SECRET", todo: "请填写" },
  48002: { what: "客户联系接口", todo: "到 客户联系 → 权限配置 → 可调用接口的应用 添加本应用" },
  48006: {
    what: "客户联系接口",
    todo: "接口权限因长期未用被收回,请管理员到 应用管理 → 本应用 重新开启",
  },
  50003: { what: "应用状态", todo: "到 应用管理 → 本应用 启用" },
  60020: {
    what: "可信 IP(60020)",
    todo: "到 应用管理 → 本应用 → 企业可信IP 添加本机出口 IP,约一分钟后生效",
  },
  84074: { what: "客户联系接口", todo: "到 客户联系 → 权限配置 → 可调用接口的应用 添加本应用" },
};

/** Token, trusted IP, permission for customers, in the order in which one hides the next. */
export async function checkWecomApi(wecom: WecomClient, apiBase: string): Promise<Finding[]> {
  try {
    const members = await listFollowUsers(wecom);
    const findings = [ok("WECOM_APP_SECRET", "已换得 access_token"), ok("可信 IP(60020)", "本机可以调用")];
    findings.push(
      members.length > 0
        ? ok("客户联系接口", `可见 ${members.length} 位有客户联系功能的成员`)
        : problem(
            "客户联系接口",
            "看不到任何有客户联系功能的成员",
            "设置本应用的可见范围,以及 客户联系 → 权限配置 → 使用范围",
          ),
    );
    return findings;
  } catch (error) {
    if (error instanceof WecomUnreachableError) {
      return [problem("WECOM_API_BASE", `${new URL(apiBase).host} 没有应答`, "检查出网:DNS、防火墙、代理")];
    }
    if (!(error instanceof WecomError)) throw error;
    const known = advice[error.errcode];
    return [
      problem(
        known?.what ?? "企业微信",
        `${error.api} 返回 ${error.errcode}`,
        known?.todo ?? verdictOf(error.errcode).meaning,
      ),
    ];
  }
}
