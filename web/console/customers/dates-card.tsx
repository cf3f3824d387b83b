import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, InputNumber, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { shownError } from "../../shared/errors";
import { calendarWords, dateKind, daysLeftWords } from "../../shared/words";
import { api } from "../api";
import type { Profile } from "./customer-page";

type DateEntry = Profile["dates"][number];
type Input = Pick<DateEntry, "kind" | "label" | "calendar" | "month" | "day" | "leapMonth" | "year">;

const fresh: Input = { kind: "birthday", label: "", calendar: "solar", month: 1, day: 1, leapMonth: false, year: null };
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** WeCom knows no birthdays: they are ours, solar or lunar. */
export function DatesCard({ externalUserid, dates }: { externalUserid: string; dates: DateEntry[] }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Input | null>(null);
  const path = `/customers/${encodeURIComponent(externalUserid)}`;
  const save = useMutation({
    mutationFn: (next: Input[]) => api.put(`${path}/dates`, { dates: next }),
    onSuccess: () => {
      setEditing(null);
      return queries.invalidateQueries({ queryKey: [path] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  const others = (entry: Input) =>
    dates.map(plain).filter((date) => date.kind !== entry.kind || date.label !== entry.label);
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>重要日子</h2>
        <Button size="small" onClick={() => setEditing(fresh)}>
          添加
        </Button>
      </div>
      {dates.length === 0 && <p className="ct-quiet">填上生日,当天早上 9 点自动送上祝福。</p>}
      {dates.map((date) => (
        <button
          key={`${date.kind}${date.label}`}
          type="button"
          className="ct-date"
          onClick={() => setEditing(plain(date))}
        >
          <span>{date.label || dateKind[date.kind]}</span>
          <strong>{calendarWords(date)}</strong>
          <span className="ct-quiet">{daysLeftWords(date.daysLeft)}</span>
        </button>
      ))}
      <Modal
        open={editing !== null}
        title="重要日子"
        okText="保存"
        cancelText="取消"
        confirmLoading={save.isPending}
        onCancel={() => setEditing(null)}
        onOk={() => editing && save.mutate([...others(editing), editing])}
        footer={(_, { OkBtn, CancelBtn }) => (
          <>
            {editing && others(editing).length < dates.length && (
              <Button danger type="text" onClick={() => save.mutate(others(editing))}>
                删除
              </Button>
            )}
            <CancelBtn />
            <OkBtn />
          </>
        )}
      >
        {editing && <DateForm value={editing} onChange={setEditing} />}
      </Modal>
    </section>
  );
}

function DateForm({ value, onChange }: { value: Input; onChange(value: Input): void }) {
  const set = (change: Partial<Input>) => onChange({ ...value, ...change });
  const lastDay = value.calendar === "lunar" ? 30 : new Date(Date.UTC(2024, value.month, 0)).getUTCDate();
  return (
    <Form layout="vertical">
      <Form.Item label="类型">
        <Select
          value={value.kind}
          options={Object.entries(dateKind).map(([kind, label]) => ({ value: kind, label }))}
          onChange={(kind: Input["kind"]) => set({ kind })}
        />
      </Form.Item>
      <Form.Item label="历法">
        <Segmented
          value={value.calendar}
          options={[
            { value: "solar", label: "公历" },
            { value: "lunar", label: "农历" },
          ]}
          onChange={(calendar) => set({ calendar: calendar as Input["calendar"] })}
        />
      </Form.Item>
      <Form.Item label="日期">
        <div className="ct-filters">
          <Select
            aria-label="月"
            style={{ width: 110 }}
            value={value.month}
            options={range(1, 12).map((month) => ({ value: month, label: `${month}月` }))}
            onChange={(month) => set({ month, day: Math.min(value.day, 29) })}
          />
          <Select
            aria-label="日"
            style={{ width: 110 }}
            value={value.day}
            options={range(1, lastDay).map((day) => ({
              value: day,
              label:
                value.calendar === "lunar" ? calendarWords({ calendar: "lunar", month: 1, day }).slice(4) : `${day}日`,
            }))}
            onChange={(day) => set({ day })}
          />
          <InputNumber
            aria-label="出生年份"
            placeholder="年份(可不填)"
            style={{ width: 140 }}
            min={1900}
            max={2200}
            value={value.year}
            onChange={(year) => set({ year })}
          />
        </div>
      </Form.Item>
    </Form>
  );
}

function plain(date: DateEntry): Input {
  const { kind, label, calendar, month, day, leapMonth, year } = date;
  return { kind, label, calendar, month, day, leapMonth, year };
}
