import { ApiError } from "./api";

/** What happened, what it means, what to do: by code, in the words of the product. */
const texts: Record<string, string> = {
  "network.unreachable": "连不上服务器,请检查网络后重试。",
  "auth.not_signed_in": "登录已过期,正在带您重新登录。",
  "auth.forbidden": "您没有这项操作的权限,如有需要请联系管理员。",
  "auth.foreign_origin": "这个请求来自其他网站,已拒绝。请从本页面重新操作。",
  "request.invalid": "填写的内容有误,请检查后重试。",
  "request.invalid_cursor": "列表已更新,请刷新后重新查看。",
  "request.too_large": "内容超过 1 MB,请精简后再保存。",
  "customer.not_found": "没有找到这位客户,或您不负责这位客户。",
  "thread.not_found": "没有找到这段会话,或您没有查看权限。",
  "article.not_found": "这篇知识已被删除。",
  "touch.not_found": "没有找到这条关怀记录。",
  internal: "服务器出了点问题,请稍后重试;若一直如此,请把代码发给管理员。",
};

export interface ShownError {
  text: string;
  /** To be copied when asking for help. */
  code: string;
}

export function shownError(error: unknown): ShownError {
  if (!(error instanceof ApiError)) return { text: texts.internal!, code: "internal" };
  return { text: texts[error.code] ?? fallback(error.status), code: error.code };
}

function fallback(status: number): string {
  if (status === 403) return texts["auth.forbidden"]!;
  if (status === 404) return "没有找到要看的内容,它可能已被删除。";
  if (status >= 400 && status < 500) return texts["request.invalid"]!;
  return texts.internal!;
}
