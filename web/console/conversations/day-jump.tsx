import { CalendarOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Calendar, Popover } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import "dayjs/locale/zh-cn";
import { useState } from "react";
import type { ThreadDaysView } from "../../../src/conversations/conversations.schema";
import { api } from "../api";
import { useToday } from "../use-me";
import "./day-jump.css";

interface Props {
  threadId: string;
  /** The day that is read now. */
  dayNow(): string | null;
  onPick(day: string): void;
}

/** A calendar whose days with messages can be picked, and no others. */
export function DayJump({ threadId, dayNow, onPick }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottom"
      destroyOnHidden
      content={
        <DaySheet
          threadId={threadId}
          day={dayNow()}
          onPick={(picked) => {
            setOpen(false);
            onPick(picked);
          }}
        />
      }
    >
      <Button size="small" type="text" icon={<CalendarOutlined aria-hidden />} aria-label="跳到某一天">
        <span className="cv-wide-only">日期</span>
      </Button>
    </Popover>
  );
}

interface SheetProps {
  threadId: string;
  day: string | null;
  onPick(day: string): void;
}

function DaySheet({ threadId, day: opened, onPick }: SheetProps) {
  const [day] = useState(opened);
  const { today } = useToday();
  const [month, setMonth] = useState<string | null>(day ? day.slice(0, 7) : null);
  const path = `/threads/${threadId}/days`;
  const asked = month ?? today.slice(0, 7);
  const sheet = useQuery({
    queryKey: [path, asked],
    enabled: asked !== "",
    queryFn: ({ signal }) => api.get<{ data: ThreadDaysView }>(path, { month: asked }, signal),
    placeholderData: keepPreviousData,
  });
  const data = sheet.data?.data;
  const days = new Set(data?.days);
  // Nothing this month: the last month in which something was said is what the reader looks for.
  const last = data?.last;
  if (month === null && last && last.slice(0, 7) !== asked) setMonth(last.slice(0, 7));
  if (!today) return null;
  const here = day?.startsWith(asked) ? day : null;
  const value = dayjs(here ?? `${asked}-01`);
  const dayOf = (at: Dayjs) => at.format("YYYY-MM-DD");
  return (
    <div className="cv-calendar" data-elsewhere={here ? undefined : ""}>
      <Calendar
        fullscreen={false}
        value={value}
        {...(data?.first && last && { validRange: [dayjs(data.first), dayjs(last)] as [Dayjs, Dayjs] })}
        disabledDate={(at) => !days.has(dayOf(at))}
        onPanelChange={(at) => setMonth(at.format("YYYY-MM"))}
        onSelect={(at, { source }) => {
          if (source === "date" && days.has(dayOf(at))) onPick(dayOf(at));
          else setMonth(at.format("YYYY-MM"));
        }}
        headerRender={({ value: shown, onChange }) => (
          <header className="cv-calendar-head">
            <Button size="small" type="text" aria-label="上个月" onClick={() => onChange(shown.subtract(1, "month"))}>
              ‹
            </Button>
            <strong>{shown.format("YYYY年M月")}</strong>
            <Button size="small" type="text" aria-label="下个月" onClick={() => onChange(shown.add(1, "month"))}>
              ›
            </Button>
          </header>
        )}
      />
      <footer>
        <Button size="small" type="link" disabled={!data?.first} onClick={() => data?.first && onPick(data.first)}>
          最早一天
        </Button>
        <small className="ct-quiet">可点的日子有消息</small>
        <Button size="small" type="link" disabled={!last} onClick={() => last && onPick(last)}>
          最近一天
        </Button>
      </footer>
    </div>
  );
}
