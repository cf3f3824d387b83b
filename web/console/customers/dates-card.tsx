import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input, InputNumber, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { shownError } from "../../shared/errors";
import { calendarWords, dateKind, daysLeftWords, dayWord, monthWord } from "../../shared/words";
import { api } from "../api";
import type { Profile } from "./customer-page";

type DateEntry = Profile["dates"][number];
type Entry = Pick<DateEntry, "kind" | "label" | "calendar" | "month" | "day" | "leapMonth" | "year">;

const fresh: Entry = { kind: "birthday", label: "", calendar: "solar", month: 1, day: 1, leapMonth: false, year: null };
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** WeCom knows no birthdays: they are ours, solar or lunar. */
export function DatesCard({ externalUserid, dates }: { externalUserid: string; dates: DateEntry[] }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Entry | null>(null);
  /** The entry as it was before; null for a new one. */
  const [original, setOriginal] = useState<Entry | null>(null);
  const path = `/customers/${encodeURIComponent(externalUserid)}`;
  const save = useMutation({
    mutationFn: (change: { set?: Entry[]; remove?: Pick<Entry, "kind" | "label">[] }) =>
      api.post(`${path}/dates`, change),
    onSuccess: () => {
      setEditing(null);
      return queries.invalidateQueries({ queryKey: [path] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  const refOf = ({ kind, label }: Entry) => ({ kind, label });
  // Renaming a date is a new one in the place of the old one; all others stay, whoever changes them meanwhile.
  const renamed = (from: Entry | null, to: Entry) => from && (from.kind !== to.kind || from.label !== to.label);
  function edit(entry: Entry | null) {
    setOriginal(entry);
    setEditing(entry ?? fresh);
  }
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>重要日子</h2>
        <Button size="small" onClick={() => edit(null)}>
          添加
        </Button>
      </div>
      {dates.length === 0 && <p className="ct-quiet">填上生日，当天早上 9 点会安排祝福。</p>}
      {dates.map((date) => (
        <button key={`${date.kind}${date.label}`} type="button" className="cu-date" onClick={() => edit(plain(date))}>
          <span>{date.name}</span>
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
        onOk={() =>
          editing &&
          save.mutate({
            set: [{ ...editing, label: editing.label.trim() }],
            ...(original && renamed(original, editing) && { remove: [refOf(original)] }),
          })
        }
        footer={(_, { OkBtn, CancelBtn }) => (
          <>
            {original && (
              <Button danger type="text" onClick={() => save.mutate({ remove: [refOf(original)] })}>
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

function DateForm({ value, onChange }: { value: Entry; onChange(value: Entry): void }) {
  const set = (change: Partial<Entry>) => onChange({ ...value, ...change });
  return (
    <Form layout="vertical">
      <Form.Item label="类型">
        <Select
          value={value.kind}
          options={Object.entries(dateKind).map(([kind, label]) => ({ value: kind, label }))}
          onChange={(kind: Entry["kind"]) => set({ kind })}
        />
      </Form.Item>
      <Form.Item label="说明" extra="谁的、什么的日子：「女儿」的生日、「结婚」纪念日。">
        <Input
          aria-label="说明"
          maxLength={32}
          placeholder="客户本人的可不填"
          value={value.label}
          onChange={(event) => set({ label: event.target.value })}
        />
      </Form.Item>
      <Form.Item label="历法">
        <Segmented
          value={value.calendar}
          options={[
            { value: "solar", label: "公历" },
            { value: "lunar", label: "农历" },
          ]}
          onChange={(calendar: Entry["calendar"]) =>
            set({ calendar, leapMonth: false, day: Math.min(value.day, lastDayOf(calendar, value.month)) })
          }
        />
      </Form.Item>
      <Form.Item label="日期">
        <div className="ct-filters">
          <Select
            aria-label="月"
            style={{ width: 110 }}
            value={value.month}
            options={range(1, 12).map((month) => ({ value: month, label: monthWord(value.calendar, month) }))}
            onChange={(month) => set({ month, day: Math.min(value.day, lastDayOf(value.calendar, month)) })}
          />
          <Select
            aria-label="日"
            style={{ width: 110 }}
            value={value.day}
            options={range(1, lastDayOf(value.calendar, value.month)).map((day) => ({
              value: day,
              label: dayWord(value.calendar, day),
            }))}
            onChange={(day) => set({ day })}
          />
          {value.calendar === "lunar" && (
            <Checkbox
              checked={value.leapMonth}
              onChange={(event) => set({ leapMonth: event.target.checked })}
              style={{ alignItems: "center" }}
            >
              闰月
            </Checkbox>
          )}
        </div>
      </Form.Item>
      <Form.Item label={value.kind === "birthday" ? "出生年份" : "起始年份"}>
        <div>
          <InputNumber
            aria-label="年份"
            placeholder="可不填"
            style={{ width: 110 }}
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

/** 29 February counts; lunar months have 29 or 30 days. */
function lastDayOf(calendar: Entry["calendar"], month: number): number {
  return calendar === "lunar" ? 30 : new Date(Date.UTC(2024, month, 0)).getUTCDate();
}

function plain(date: DateEntry): Entry {
  const { kind, label, calendar, month, day, leapMonth, year } = date;
  return { kind, label, calendar, month, day, leapMonth, year };
}
