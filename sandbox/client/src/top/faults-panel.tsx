import { Button, InputNumber, Select, Slider, Switch } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { put, remove } from "../api/http";
import type { Faults } from "../api/types";
import { useAction } from "../notify";

const PATHS = [
  { value: "/cgi-bin/externalcontact/add_msg_template", label: "创建群发任务" },
  { value: "/cgi-bin/externalcontact/send_welcome_msg", label: "发送欢迎语" },
  { value: "/cgi-bin/externalcontact/mark_tag", label: "打标签" },
  { value: "/cgi-bin/externalcontact/get", label: "读取客户详情" },
  { value: "/cgi-bin/externalcontact/batch/get_by_user", label: "批量读取客户" },
  { value: "/cgi-bin/externalcontact/groupchat/get", label: "读取客户群" },
  { value: "/cgi-bin/externalcontact/get_groupmsg_send_result", label: "读取群发结果" },
  { value: "/cgi-bin/externalcontact/add_moment_task", label: "创建朋友圈任务" },
  { value: "/cgi-bin/message/send", label: "发送应用消息" },
  { value: "/cgi-bin/media/upload", label: "上传素材" },
  { value: "/cgi-bin/gettoken", label: "获取令牌" },
];

const KINDS = [
  { value: "busy", label: "系统繁忙 -1", fault: { errcode: -1 } },
  { value: "limit", label: "调用超限 45009", fault: { errcode: 45009 } },
  { value: "slow", label: "慢 5 秒", fault: { delayMs: 5000 } },
  { value: "cut", label: "做完后断开", fault: { cutAfterWork: true } },
  { value: "http", label: "网关错误 502", fault: { httpStatus: 502 } },
] as const;

/** Takes effect at once: there is nothing to save. */
export function FaultsPanel({ faults }: { faults: Faults }) {
  const { busy, run } = useAction();
  const [callbacks, setCallbacks] = useState(faults.callbacks ?? {});
  const [path, setPath] = useState(PATHS[0]?.value ?? "");
  const [kind, setKind] = useState<(typeof KINDS)[number]["value"]>("busy");
  const [times, setTimes] = useState(1);
  useEffect(() => setCallbacks(faults.callbacks ?? {}), [faults.callbacks]);
  const save = (change: Partial<Faults> & { tokens?: "revoke" }, done?: string): Promise<boolean> =>
    run(
      () =>
        put("/faults", {
          api: faults.api ?? [],
          callbacks: faults.callbacks ?? {},
          ...(faults.ip === "deny" ? { ip: "deny" } : {}),
          ...change,
        }),
      done,
    );
  const saveCallbacks = (change: Faults["callbacks"]): void => {
    const next = { ...callbacks, ...change };
    setCallbacks(next);
    void save({ callbacks: next });
  };
  const add = (): void => {
    const fault = KINDS.find((row) => row.value === kind)?.fault ?? {};
    void save({ api: [...(faults.api ?? []), { path, times, ...fault }] }, "已设置");
  };
  const percent = (name: "drop" | "duplicate" | "shuffle", label: string): ReactNode => (
    <div className="fault-row">
      <span>{label}</span>
      <Slider
        min={0}
        max={100}
        step={10}
        value={Math.round((callbacks[name] ?? 0) * 100)}
        onChange={(value) => setCallbacks({ ...callbacks, [name]: value / 100 })}
        onChangeComplete={(value) => saveCallbacks({ [name]: value / 100 })}
        tooltip={{ formatter: (value) => `${value}%` }}
      />
      <span className="number">{Math.round((callbacks[name] ?? 0) * 100)}%</span>
    </div>
  );
  return (
    <div className="faults">
      <h3>回调</h3>
      {percent("drop", "丢失")}
      {percent("duplicate", "重复")}
      {percent("shuffle", "乱序")}
      <div className="fault-row">
        <span>延迟</span>
        <Select
          value={callbacks.delayMs ?? 0}
          onChange={(delayMs: number) => saveCallbacks({ delayMs })}
          options={[0, 1000, 5000, 30_000].map((value) => ({
            value,
            label: value === 0 ? "不延迟" : `${value / 1000} 秒`,
          }))}
        />
      </div>
      <h3>接口</h3>
      <div className="fault-form">
        <Select value={path} onChange={setPath} options={PATHS} aria-label="接口" />
        <Select
          value={kind}
          onChange={setKind}
          options={KINDS.map(({ value, label }) => ({ value, label }))}
          aria-label="故障"
        />
        <span className="fault-times">
          接下来
          <InputNumber min={1} max={999} value={times} onChange={(value) => setTimes(value ?? 1)} aria-label="次数" />次
        </span>
        <Button loading={busy} onClick={add}>
          设置
        </Button>
      </div>
      <ul className="fault-list">
        {(faults.api ?? []).map((fault, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: faults have no identity; the list is short and replaced as a whole
          <li key={index}>
            {PATHS.find((row) => row.value === fault.path)?.label ?? fault.path} · {nameOf(fault)} · 还有 {fault.times}{" "}
            次
          </li>
        ))}
      </ul>
      <h3>身份与网络</h3>
      <div className="fault-row fault-wide">
        <span>让所有令牌立即失效</span>
        <Button size="small" loading={busy} onClick={() => void save({ tokens: "revoke" }, "令牌已失效")}>
          失效
        </Button>
      </div>
      <div className="fault-row fault-wide">
        <span>拒绝服务器 IP(60020)</span>
        <Switch
          checked={faults.ip === "deny"}
          onChange={(on) => void save({ ip: on ? "deny" : "allow" })}
          aria-label="拒绝服务器 IP"
        />
      </div>
      <Button block className="gap-above" loading={busy} onClick={() => void run(() => remove("/faults"), "一切正常")}>
        全部恢复正常
      </Button>
    </div>
  );
}

function nameOf(fault: Faults["api"][number]): string {
  if (fault.cutAfterWork) return "做完后断开";
  if (fault.errcode !== undefined) return `返回 ${fault.errcode}`;
  if (fault.httpStatus) return `返回 HTTP ${fault.httpStatus}`;
  return `慢 ${(fault.delayMs ?? 0) / 1000} 秒`;
}
