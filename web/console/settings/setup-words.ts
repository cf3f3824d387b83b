import type { FindingState, SetupPart } from "../../../src/setup/setup.schema";
import type { Tone } from "../../shared/words";
import type { FindingView, PartView } from "./use-setup";

export const partNames: Record<SetupPart, string> = {
  app: "企业与应用",
  contacts: "客户联系",
  callback: "回调",
  surfaces: "侧边栏与登录",
  archive: "会话存档",
  machine: "本机",
};

export const stateNames: Record<FindingState, string> = {
  ok: "正常",
  warn: "请留意",
  fail: "需处理",
  unknown: "待确认",
};

const order: FindingState[] = ["fail", "warn", "unknown", "ok"];

/** The worst of a part, in words. */
export function partState({ findings, checkedAt }: Pick<PartView, "findings" | "checkedAt">): {
  state: FindingState;
  words: string;
  tone: Tone;
} {
  if (!checkedAt) return { state: "unknown", words: "还没有检查", tone: "plain" };
  const state = order.find((candidate) => findings.some((finding) => finding.state === candidate)) ?? "ok";
  if (state === "ok") return { state, words: "正常", tone: "success" };
  const count = findings.filter((finding) => finding.state === state).length;
  const tones: Record<FindingState, Tone> = { ok: "success", warn: "warning", fail: "error", unknown: "plain" };
  return { state, words: `${count} 项${stateNames[state]}`, tone: tones[state] };
}

/** 2 项需处理、1 项请留意; what is to be confirmed by hand is no fault. */
export function summary(findings: FindingView[]): string {
  const count = (state: FindingState) => findings.filter((finding) => finding.state === state).length;
  const parts = [
    count("fail") > 0 && `${count("fail")} 项需处理`,
    count("warn") > 0 && `${count("warn")} 项请留意`,
    count("unknown") > 0 && `${count("unknown")} 项待确认`,
    `${count("ok")} 项正常`,
  ];
  return parts.filter(Boolean).join("、");
}
