import { listFollowUsers, verdictOf, type WecomClient, WecomError, WecomUnreachableError } from "../../wecom";
import { type Finding, ok, problem } from "./finding";

/** What an operator does about the codes that mean a wrong set-up. */
const advice: Record<number, { what: string; todo: string }> = {
  40001: {
    what: "WECOM_APP_SECRET",
    todo: "copy Secret again from 应用管理 → 自建 → your app; asking on with a wrong one gets the IP banned",
  },
  40013: { what: "WECOM_CORP_ID", todo: "copy 企业ID from 我的企业 → 企业信息" },
  40091: {
    what: "WECOM_APP_SECRET",
    todo: "this Secret belongs to another company; copy it from 应用管理 → 自建 → your app",
  },
  41002: { what: "WECOM_CORP_ID", todo: "set it" },
  41004: { what: "WECOM_APP_SECRET", todo: "set it" },
  48002: { what: "customer API", todo: "add the app under 客户联系 → 权限配置 → 可调用接口的应用" },
  48006: {
    what: "customer API",
    todo: "an administrator must switch the app's API permission on again: 应用管理 → your app",
  },
  50003: { what: "app", todo: "switch the app on: 应用管理 → your app" },
  60020: {
    what: "IP 60020",
    todo: "add this machine's egress IP: 应用管理 → your app → 企业可信IP, then wait a minute",
  },
  84074: { what: "customer API", todo: "add the app under 客户联系 → 权限配置 → 可调用接口的应用" },
};

/** Token, trusted IP, permission for customers, in the order in which one hides the next. */
export async function checkWecomApi(wecom: WecomClient, apiBase: string): Promise<Finding[]> {
  try {
    const members = await listFollowUsers(wecom);
    const findings = [ok("WECOM_APP_SECRET", "token issued"), ok("IP 60020", "this machine may call")];
    findings.push(
      members.length > 0
        ? ok("customer API", `${members.length} members with 客户联系功能 are visible`)
        : problem(
            "customer API",
            "no member with 客户联系功能 is visible",
            "set 应用可见范围 of the app and 客户联系 → 权限配置 → 使用范围",
          ),
    );
    return findings;
  } catch (error) {
    if (error instanceof WecomUnreachableError) {
      return [
        problem(
          "WECOM_API_BASE",
          `no answer from ${new URL(apiBase).host}`,
          "open the way out to it (DNS, firewall, proxy)",
        ),
      ];
    }
    if (!(error instanceof WecomError)) throw error;
    const known = advice[error.errcode];
    return [
      problem(
        known?.what ?? "WeCom",
        `${error.api} answers ${error.errcode}`,
        known?.todo ?? verdictOf(error.errcode).meaning,
      ),
    ];
  }
}
