import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CustomerDate } from "../../src/contacts/contacts.schema";
import { calendarWords, dateKind, daysLeftWords, dayWord, monthWord } from "../shared/words";
import { Button } from "./parts/button";
import { tellRefusal } from "./refusal";
import { api } from "./sidebar-api";
import { customerKey, customerPath, type Profile } from "./use-customer";

type Entry = Pick<CustomerDate, "kind" | "label" | "calendar" | "month" | "day" | "leapMonth" | "year">;
type Change = { set?: Entry[]; remove?: Pick<Entry, "kind" | "label">[] };

const fresh: Entry = { kind: "birthday", label: "", calendar: "solar", month: 1, day: 1, leapMonth: false, year: null };
const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

/** Birthdays and other days that come round: a tap opens one, 保存 keeps it. */
export function DatesEditor({ profile }: { profile: Profile }) {
  const queries = useQueryClient();
  const { externalUserid, dates } = profile;
  /** Name of the open one; "" for a new one; null: none. */
  const [open, setOpen] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (change: Change) => api.post(customerPath(externalUserid, "/dates"), change),
    onSuccess: () => {
      setOpen(null);
      return queries.invalidateQueries({ queryKey: customerKey(externalUserid) });
    },
    onError: tellRefusal,
  });
  return (
    <dl className="sb-facts" aria-label="重要日子">
      {dates.map((date) => (
        <div key={date.name}>
          <dt>{date.name}</dt>
          <dd>
            <button
              type="button"
              className="sb-fact"
              aria-expanded={open === date.name}
              onClick={() => setOpen(open === date.name ? null : date.name)}
            >
              {calendarWords(date)} · {daysLeftWords(date.daysLeft)}
            </button>
            {open === date.name && <DateForm before={plain(date)} busy={save.isPending} onSave={save.mutate} />}
          </dd>
        </div>
      ))}
      <div>
        <dt>{dates.length === 0 ? "生日" : "日子"}</dt>
        <dd>
          <button
            type="button"
            className="sb-fact"
            data-empty
            aria-expanded={open === ""}
            onClick={() => setOpen(open === "" ? null : "")}
          >
            {dates.length === 0 ? "填写" : "+ 添加"}
          </button>
          {open === "" && <DateForm before={null} busy={save.isPending} onSave={save.mutate} />}
        </dd>
      </div>
    </dl>
  );
}

interface FormProps {
  before: Entry | null;
  busy: boolean;
  onSave(change: Change): void;
}

function DateForm({ before, busy, onSave }: FormProps) {
  const [entry, setEntry] = useState<Entry>(before ?? fresh);
  const set = (change: Partial<Entry>) => {
    const next = { ...entry, ...change };
    setEntry({
      ...next,
      day: Math.min(next.day, lastDayOf(next)),
      leapMonth: next.calendar === "lunar" && next.leapMonth,
    });
  };
  const refOf = ({ kind, label }: Entry) => ({ kind, label });
  const renamed = before && (before.kind !== entry.kind || before.label !== entry.label.trim());
  return (
    <form
      className="sb-date"
      onSubmit={(event) => {
        event.preventDefault();
        onSave({ set: [{ ...entry, label: entry.label.trim() }], ...(renamed && { remove: [refOf(before)] }) });
      }}
    >
      <select
        aria-label="类型"
        value={entry.kind}
        onChange={(event) => set({ kind: event.target.value as Entry["kind"] })}
      >
        {Object.entries(dateKind).map(([kind, words]) => (
          <option key={kind} value={kind}>
            {words}
          </option>
        ))}
      </select>
      <input
        aria-label="谁的或什么的"
        placeholder="谁的？本人可不填"
        maxLength={32}
        value={entry.label}
        onChange={(event) => set({ label: event.target.value })}
      />
      <select
        aria-label="历法"
        value={entry.calendar}
        onChange={(event) => set({ calendar: event.target.value as Entry["calendar"] })}
      >
        <option value="solar">公历</option>
        <option value="lunar">农历</option>
      </select>
      <select aria-label="月" value={entry.month} onChange={(event) => set({ month: Number(event.target.value) })}>
        {range(12).map((month) => (
          <option key={month} value={month}>
            {monthWord(entry.calendar, month)}
          </option>
        ))}
      </select>
      <select aria-label="日" value={entry.day} onChange={(event) => set({ day: Number(event.target.value) })}>
        {range(lastDayOf(entry)).map((day) => (
          <option key={day} value={day}>
            {dayWord(entry.calendar, day)}
          </option>
        ))}
      </select>
      {entry.calendar === "lunar" && (
        <label>
          <input
            type="checkbox"
            checked={entry.leapMonth}
            onChange={(event) => set({ leapMonth: event.target.checked })}
          />
          闰月
        </label>
      )}
      <div className="sb-buttons">
        <Button kind="primary" type="submit" busy={busy}>
          保存
        </Button>
        {before && (
          <Button kind="quiet" disabled={busy} onClick={() => onSave({ remove: [refOf(before)] })}>
            删除
          </Button>
        )}
      </div>
    </form>
  );
}

/** 29 February counts; lunar months have 29 or 30 days. */
function lastDayOf({ calendar, month }: Entry): number {
  return calendar === "lunar" ? 30 : new Date(Date.UTC(2024, month, 0)).getUTCDate();
}

function plain({ kind, label, calendar, month, day, leapMonth, year }: Entry): Entry {
  return { kind, label, calendar, month, day, leapMonth, year };
}
