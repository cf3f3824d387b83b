import { CheckCircleOutlined } from "@ant-design/icons";
import { Button, Select, Slider, Switch, Tag } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { ApiFaults } from "./api-faults";
import { IDLE_EVENTS } from "./kinds";
import { activeOf, type FaultsControl } from "./state";

/** What can go wrong between WeCom and the app. First what is set now, each with one tap to take it away. */
export function FaultsPanel({ control }: { control: FaultsControl }) {
  const { busy, faults, limits, setFaults, setCallbacks, setLimits, notifyIdle, clearAll } = control;
  const [event, setEvent] = useState(IDLE_EVENTS[0]?.value ?? "");
  const { callbacks } = faults;
  return (
    <div className="faults">
      <ActiveFaults control={control} clearAll={clearAll} />
      <section>
        <h3>回调</h3>
        <Percent label="丢失" value={callbacks.drop} onChange={(drop) => setCallbacks({ drop })} />
        <Percent label="重复" value={callbacks.duplicate} onChange={(duplicate) => setCallbacks({ duplicate })} />
        <Percent label="乱序" value={callbacks.shuffle} onChange={(shuffle) => setCallbacks({ shuffle })} />
        <Row label="延迟">
          <Choice
            label="回调延迟"
            value={callbacks.delayMs ?? 0}
            options={[0, 1000, 5000, 30_000]}
            say={(value) => (value === 0 ? "不延迟" : `${value / 1000} 秒`)}
            onChange={(delayMs) => setCallbacks({ delayMs })}
          />
        </Row>
      </section>
      <section>
        <h3>接口</h3>
        <ApiFaults control={control} />
        <Percent label="随机 -1" value={limits.randomBusy} onChange={(randomBusy) => setLimits({ randomBusy })} />
        <Row label="并发上限">
          <Choice
            label="并发上限"
            value={limits.concurrentCalls}
            options={[0, 1, 3, 10]}
            say={(value) => (value === 0 ? "不限" : `同一接口 ${value} 个，超出返回 45033`)}
            onChange={(concurrentCalls) => setLimits({ concurrentCalls })}
          />
        </Row>
      </section>
      <section>
        <h3>身份与网络</h3>
        <div className="fault-row fault-wide">
          <span>已发出的令牌</span>
          <span className="fault-buttons">
            <Button loading={busy} onClick={() => void setFaults({ tokens: "revoke" }, "令牌已失效")}>
              失效 40014
            </Button>
            <Button loading={busy} onClick={() => void setFaults({ tokens: "expire" }, "令牌已过期")}>
              过期 42001
            </Button>
          </span>
        </div>
        <div className="fault-row fault-wide">
          <span>拒绝服务器 IP(60020)</span>
          <Switch
            checked={faults.ip === "deny"}
            onChange={(on) => void setFaults({ ip: on ? "deny" : "allow" })}
            aria-label="拒绝服务器 IP"
          />
        </div>
      </section>
      <section>
        <h3>应用活跃度</h3>
        <div className="fault-form">
          <Select value={event} onChange={setEvent} options={IDLE_EVENTS} aria-label="活跃度事件" />
          <Button loading={busy} onClick={() => void notifyIdle(event)}>
            通知应用
          </Button>
        </div>
      </section>
    </div>
  );
}

function ActiveFaults({ control, clearAll }: { control: FaultsControl; clearAll: () => Promise<boolean> }) {
  const active = activeOf(control);
  if (active.length === 0)
    return (
      <p className="faults-calm" role="status">
        <CheckCircleOutlined /> 一切正常。下面的设置立即生效，可以看看应用会不会丢东西
      </p>
    );
  return (
    <div className="faults-active" role="status" aria-label="生效中的故障">
      <div className="faults-active-head">
        <b>{active.length} 项故障生效中</b>
        <Button type="primary" loading={control.busy} onClick={() => void clearAll()}>
          全部恢复正常
        </Button>
      </div>
      <div className="faults-tags">
        {active.map((row) => (
          <Tag key={row.key} closable onClose={row.clear} color="orange">
            {row.label}
          </Tag>
        ))}
      </div>
    </div>
  );
}

const Row = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="fault-row">
    <span>{label}</span>
    {children}
  </div>
);

interface PercentProps {
  label: string;
  value: number | undefined;
  onChange: (value: number) => Promise<boolean>;
}

function Percent({ label, value = 0, onChange }: PercentProps) {
  const [shown, setShown] = useState(value);
  useEffect(() => setShown(value), [value]);
  const whole = Math.round(shown * 100);
  return (
    <Row label={label}>
      <Slider
        min={0}
        max={100}
        step={10}
        value={whole}
        onChange={(next) => setShown(next / 100)}
        onChangeComplete={(next) => void onChange(next / 100)}
        tooltip={{ formatter: (next) => `${next}%` }}
        ariaLabelForHandle={label}
      />
      <span className="number">{whole}%</span>
    </Row>
  );
}

interface ChoiceProps {
  label: string;
  value: number;
  options: number[];
  say: (value: number) => string;
  onChange: (value: number) => Promise<boolean>;
}

function Choice({ label, value, options, say, onChange }: ChoiceProps) {
  const shown = options.includes(value) ? options : [...options, value];
  return (
    <Select
      className="fault-choice"
      aria-label={label}
      value={value}
      onChange={(next: number) => void onChange(next)}
      options={shown.map((row) => ({ value: row, label: say(row) }))}
    />
  );
}
