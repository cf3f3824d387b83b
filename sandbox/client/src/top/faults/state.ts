import { act, put, remove } from "../../api/http";
import { useLive } from "../../api/live";
import type { Faults, Limits } from "../../api/types";
import { useDirectory } from "../../corp";
import { useAction } from "../../notify";
import { FAULT_PATHS, faultName } from "./kinds";

const NO_FAULTS: Faults = { api: [], callbacks: {}, ip: "allow" };
const NO_LIMITS: Pick<Limits, "randomBusy" | "concurrentCalls"> = { randomBusy: 0, concurrentCalls: 0 };

export interface Active {
  key: string;
  label: string;
  clear: () => void;
}

/** What is set now, and how to change it. Everything takes effect at once: there is nothing to save. */
export function useFaults() {
  const { busy, run } = useAction();
  const faults = useLive<Faults>("/faults").data ?? NO_FAULTS;
  const limits = { ...NO_LIMITS, ...useLive<Limits>("/limits").data };
  const idle = useDirectory().corp.apps[0]?.idle;
  const setFaults = (change: Partial<Faults> & { tokens?: "revoke" | "expire" }, done?: string): Promise<boolean> =>
    run(() => put("/faults", { ...faults, ...change }), done);
  const setLimits = (change: Partial<Limits>): Promise<boolean> => run(() => put("/limits", change));
  const sendIdle = (event: string): Promise<unknown> => act("app.idle", { event, effect: true });
  const wake = (): Promise<unknown> => sendIdle(idle === "closed" ? "reopen_inactive_agent" : "active_restored");
  const clearAll = (): Promise<boolean> =>
    run(async () => {
      if (idle) await wake();
      await remove("/faults");
      await put("/limits", NO_LIMITS);
    }, "一切正常");
  const setCallbacks = (change: Faults["callbacks"]): Promise<boolean> =>
    setFaults({ callbacks: { ...faults.callbacks, ...change } });
  const notifyIdle = (event: string): Promise<boolean> => run(() => sendIdle(event), "已通知应用");
  const endIdle = (): Promise<boolean> => run(wake, "应用已恢复");
  return { busy, faults, limits, idle, setFaults, setCallbacks, setLimits, notifyIdle, endIdle, clearAll };
}

export type FaultsControl = ReturnType<typeof useFaults>;

const percent = (value: number): string => `${Math.round(value * 100)}%`;

export function activeOf(control: FaultsControl): Active[] {
  const { faults, limits, idle, setFaults, setCallbacks, setLimits, endIdle } = control;
  const found: Active[] = [];
  const { drop = 0, duplicate = 0, shuffle = 0, delayMs = 0 } = faults.callbacks;
  const add = (on: boolean, key: string, label: string, clear: () => Promise<boolean>): void => {
    if (on) found.push({ key, label, clear: () => void clear() });
  };
  add(drop > 0, "drop", `回调丢失 ${percent(drop)}`, () => setCallbacks({ drop: 0 }));
  add(duplicate > 0, "duplicate", `回调重复 ${percent(duplicate)}`, () => setCallbacks({ duplicate: 0 }));
  add(shuffle > 0, "shuffle", `回调乱序 ${percent(shuffle)}`, () => setCallbacks({ shuffle: 0 }));
  add(delayMs > 0, "delay", `回调延迟 ${delayMs / 1000} 秒`, () => setCallbacks({ delayMs: 0 }));
  faults.api.forEach((fault, index) => {
    const where = FAULT_PATHS.find((row) => row.value === fault.path)?.label ?? fault.path;
    const clear = (): Promise<boolean> => setFaults({ api: faults.api.filter((_, at) => at !== index) });
    add(true, `api${index}`, `${where} · ${faultName(fault)} · 还有 ${fault.times} 次`, clear);
  });
  add(limits.randomBusy > 0, "busy", `随机 -1 ${percent(limits.randomBusy)}`, () => setLimits({ randomBusy: 0 }));
  const gate = limits.concurrentCalls;
  add(gate > 0, "gate", `并发上限 ${gate}`, () => setLimits({ concurrentCalls: 0 }));
  add(faults.ip === "deny", "ip", "拒绝服务器 IP", () => setFaults({ ip: "allow" }));
  add(idle !== undefined, "idle", idle === "closed" ? "应用已停用 48006" : "活跃度低 48011", endIdle);
  return found;
}
