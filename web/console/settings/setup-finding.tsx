import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  QuestionCircleOutlined,
} from "@ant-design/icons";
import { Typography } from "antd";
import type { FindingState } from "../../../src/setup/setup.schema";
import { stateNames } from "./setup-words";
import type { FindingView } from "./use-setup";

const icons: Record<FindingState, typeof CheckCircleFilled> = {
  ok: CheckCircleFilled,
  warn: ExclamationCircleFilled,
  fail: CloseCircleFilled,
  unknown: QuestionCircleOutlined,
};

/** One line when it is well; else what to do, where, and what to paste there. */
export function SetupFinding({ finding }: { finding: FindingView }) {
  const { state, title, seen, todo, place, copy, link } = finding;
  const Icon = icons[state];
  return (
    <li className="st-finding" data-state={state} id={finding.id}>
      <Icon className="st-icon" aria-label={stateNames[state]} />
      <strong>{title}</strong>
      <span className="st-seen">{seen}</span>
      {todo && state !== "ok" && (
        <div className="st-todo">
          {place && place.length > 0 && <Place path={place} />}
          <p>{todo}</p>
          {copy?.map((entry) => (
            <Pasted key={entry.text} label={entry.label} text={entry.text} />
          ))}
          {link && (
            <a className="ct-small" href={link} target="_blank" rel="noreferrer">
              企业微信的说明
            </a>
          )}
        </div>
      )}
    </li>
  );
}

/** Where in WeCom's admin console. */
export function Place({ path }: { path: string[] }) {
  return (
    <p className="st-place">
      <span className="ct-quiet">企业微信管理后台</span>
      {path.map((step) => (
        <span key={step}>{step}</span>
      ))}
    </p>
  );
}

export function Pasted({ label, text }: { label: string; text: string }) {
  return (
    <div className="st-pasted">
      <span className="ct-quiet">{label}</span>
      <code>{text}</code>
      <Typography.Text
        copyable={{
          text,
          icon: [<span key="copy">复制</span>, <span key="copied">已复制</span>],
          tooltips: false,
        }}
      />
    </div>
  );
}
