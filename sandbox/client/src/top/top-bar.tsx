import { CompassOutlined, MoonOutlined, SunOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { lazy, Suspense, useState } from "react";
import { useOnline } from "../api/live";
import { useTour } from "../tour/tour";
import { Clock } from "./clock";
import { FaultsButton } from "./faults";

const JournalDrawer = lazy(() => import("./journal").then((module) => ({ default: module.JournalDrawer })));

interface TopBarProps {
  nowMs: number;
  dark: boolean;
  onDark: (dark: boolean) => void;
}

export function TopBar({ nowMs, dark, onDark }: TopBarProps) {
  const online = useOnline();
  const tour = useTour();
  const [journal, setJournal] = useState(false);
  return (
    <header className="top">
      <span className="brand">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden>
          <rect width="32" height="32" rx="8" fill="#1F7A5A" />
          <path
            d="M9 21c0-7 5-11 14-12-1 9-5 14-12 14m0 0c1-5 4-8 7-10"
            fill="none"
            stroke="#fff"
            strokeWidth="2.4"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
        <span className="brand-text">
          <b>常青沙盒</b>
          <span className={online ? "muted" : "offline"} role="status">
            {online ? "本地企业微信" : "连接中断，正在重试"}
          </span>
        </span>
      </span>
      <Clock nowMs={nowMs} />
      <span className="grow" />
      <Button
        icon={<CompassOutlined />}
        onClick={() => tour.go(tour.step === null ? 0 : null)}
        aria-pressed={tour.step !== null}
      >
        <span className="only-roomy">两分钟导览</span>
      </Button>
      <Button icon={<UnorderedListOutlined />} onClick={() => setJournal(true)} aria-label="往来记录">
        <span className="only-roomy">往来记录</span>
      </Button>
      <FaultsButton />
      <Tooltip title={dark ? "浅色" : "深色"}>
        <Button
          type="text"
          icon={dark ? <SunOutlined /> : <MoonOutlined />}
          aria-label={dark ? "改为浅色" : "改为深色"}
          onClick={() => onDark(!dark)}
        />
      </Tooltip>
      {journal ? (
        <Suspense>
          <JournalDrawer onClose={() => setJournal(false)} />
        </Suspense>
      ) : null}
    </header>
  );
}
