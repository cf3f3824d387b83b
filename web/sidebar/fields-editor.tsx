import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "../shared/api";
import { type FieldValue, fieldText, type ShownField, type ShownFields } from "../shared/fields";
import { Button } from "./parts/button";
import { tellRefusal } from "./refusal";
import { api } from "./sidebar-api";
import { customerKey, customerPath } from "./use-customer";

/** One tap on a fact opens it, the next one sets it: options are buttons, the rest is a line with 保存. */
export function FieldsEditor({ externalUserid }: { externalUserid: string }) {
  const queries = useQueryClient();
  const key = customerKey(externalUserid, "fields");
  const path = customerPath(externalUserid, "/fields");
  const [open, setOpen] = useState<string | null>(null);
  const answer = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<{ data: ShownFields }>(path, {}, signal),
  });
  const data = answer.data?.data;
  const save = useMutation({
    mutationFn: ({ field, value }: { field: ShownField; value: FieldValue }) =>
      api.put<{ data: ShownFields }>(path, { version: data?.version ?? 0, values: { [field.key]: value } }),
    onSuccess: (saved, { field }) => {
      // Several options are ticked one after the other; everything else is done with one.
      if (field.type !== "multi") setOpen(null);
      queries.setQueryData(key, saved);
    },
    onError: (error) => {
      tellRefusal(error);
      if (error instanceof ApiError && error.status === 409) void answer.refetch();
    },
  });
  if (!data || data.fields.length === 0) return null;
  return (
    <dl className="sb-facts" aria-label="客户字段">
      {data.fields.map((field) => {
        const text = fieldText(field, field.value);
        const isOpen = open === field.key;
        return (
          <div key={field.key}>
            <dt>{field.label}</dt>
            <dd>
              <button
                type="button"
                className="sb-fact"
                aria-expanded={isOpen}
                data-empty={text === "" || undefined}
                onClick={() => setOpen(isOpen ? null : field.key)}
              >
                {text || "填写"}
              </button>
              {isOpen && (
                <FieldInput
                  key={JSON.stringify(field.value)}
                  field={field}
                  busy={save.isPending}
                  onSave={(value) => save.mutate({ field, value })}
                />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

interface InputProps {
  field: ShownField;
  busy: boolean;
  onSave(value: FieldValue): void;
}

function FieldInput({ field, busy, onSave }: InputProps) {
  return field.type === "choice" || field.type === "multi" ? (
    <Options field={field} busy={busy} onSave={onSave} />
  ) : (
    <Line field={field} busy={busy} onSave={onSave} />
  );
}

function Options({ field, busy, onSave }: InputProps) {
  const held = Array.isArray(field.value) ? field.value : field.value === null ? [] : [String(field.value)];
  function tap(key: string) {
    const has = held.includes(key);
    if (field.type === "choice") onSave(has ? null : key);
    else onSave(has ? held.filter((other) => other !== key) : [...held, key]);
  }
  return (
    <div className="eg-tags sb-options">
      {field.options.map(({ key, label }) => (
        <button
          key={key}
          type="button"
          className="sb-add"
          aria-pressed={held.includes(key)}
          disabled={busy}
          onClick={() => tap(key)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

const inputTypes = { text: "text", number: "text", date: "date", choice: "text", multi: "text" } as const;

function Line({ field, busy, onSave }: InputProps) {
  const [text, setText] = useState(field.value === null ? "" : String(field.value));
  const plain = text.trim();
  const number = Number(plain.replace(/,/g, ""));
  const isWrong = field.type === "number" && plain !== "" && !Number.isFinite(number);
  return (
    <form
      className="sb-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) onSave(plain === "" ? null : field.type === "number" ? number : plain);
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the tap that opened the line asked for it
        autoFocus
        aria-label={field.label}
        type={inputTypes[field.type]}
        inputMode={field.type === "number" ? "decimal" : undefined}
        maxLength={500}
        aria-invalid={isWrong || undefined}
        placeholder={field.type === "number" && field.unit ? `数字，单位${field.unit}` : undefined}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button kind="primary" type="submit" busy={busy} disabled={isWrong}>
        保存
      </Button>
    </form>
  );
}
