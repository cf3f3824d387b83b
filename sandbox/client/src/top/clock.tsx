import { FastForwardOutlined, UndoOutlined } from "@ant-design/icons";
import { Button, Dropdown, Input, Modal } from "antd";
import { useState } from "react";
import { post } from "../api/http";
import { useLive } from "../api/live";
import type { Clock as ClockAnswer } from "../api/types";
import { useAction } from "../notify";
import { dateLabel, fromLocalInput, fullTime, timeOf, toLocalInput, tomorrowAtNine, weekdayOf } from "../time";

/** The sandbox's time in Beijing, and ways to move it. Moving it makes due things happen. */
export function Clock({ nowMs }: { nowMs: number }) {
  const { busy, run } = useAction();
  const { data } = useLive<ClockAnswer>("/clock");
  const [choosing, setChoosing] = useState<string | null>(null);
  const advance = (seconds: number): Promise<boolean> =>
    run(() => post("/clock", { advanceSeconds: Math.max(1, Math.round(seconds)) }));
  const setTo = (ms: number): Promise<boolean> => run(() => post("/clock", { at: Math.floor(ms / 1000) }));
  const moved = Math.abs(data?.offsetMs ?? 0) > 60_000;
  const nextMs = data?.nextAt ? data.nextAt * 1000 : null;
  const items = [
    ...(nextMs
      ? [
          {
            key: "next",
            label: `下一事件 ${dateLabel(nextMs, nowMs)} ${timeOf(nextMs)}`,
            onClick: () => void setTo(nextMs + 1000),
          },
        ]
      : []),
    { key: "minute", label: "快进 1 分钟", onClick: () => void advance(60) },
    { key: "hour", label: "快进 1 小时", onClick: () => void advance(3600) },
    {
      key: "nine",
      label: `明天 09:00(${dateLabel(tomorrowAtNine(nowMs), nowMs)})`,
      onClick: () => void setTo(tomorrowAtNine(nowMs)),
    },
    { key: "week", label: "快进 7 天", onClick: () => void advance(7 * 86_400) },
    { key: "custom", label: "指定时间", onClick: () => setChoosing(toLocalInput(nowMs)) },
    ...(moved
      ? [{ key: "back", icon: <UndoOutlined />, label: "回到真实时间", onClick: () => void setTo(Date.now()) }]
      : []),
  ];
  const chosen = choosing ? fromLocalInput(choosing) : Number.NaN;
  return (
    <div className="clock" data-tour="clock">
      <time className="clock-face" title={`${fullTime(nowMs)}，上海`}>
        <b>{timeOf(nowMs)}</b>
        <span>
          {dateLabel(nowMs, Date.now())} {weekdayOf(nowMs)}
          {moved ? <i className="clock-moved">已拨动</i> : null}
        </span>
      </time>
      <Button
        icon={<FastForwardOutlined />}
        loading={busy}
        onClick={() => void setTo(tomorrowAtNine(nowMs))}
        className="only-roomy"
      >
        明天 09:00
      </Button>
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button aria-label="拨动时间" icon={<FastForwardOutlined />} loading={busy}>
          快进
        </Button>
      </Dropdown>
      <Modal
        open={choosing !== null}
        centered
        width={340}
        title="把时间拨到"
        okText="拨动"
        cancelText="取消"
        okButtonProps={{ disabled: Number.isNaN(chosen) }}
        onOk={async () => {
          if (await setTo(chosen)) setChoosing(null);
        }}
        onCancel={() => setChoosing(null)}
      >
        <Input
          type="datetime-local"
          value={choosing ?? ""}
          onChange={(event) => setChoosing(event.target.value)}
          aria-label="上海时间"
        />
        <p className="muted">上海时间。向前拨会让期间到期的事依次发生</p>
      </Modal>
    </div>
  );
}
