import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { ApiError } from "../../shared/api";
import { shownError } from "../../shared/errors";
import { type FieldValue, fieldText, type ShownField, type ShownFields } from "../../shared/fields";
import { fullTime } from "../../shared/time";
import { api } from "../api";
import { Problem } from "../parts/problem";
import { useMe } from "../use-me";

/** What the operator wants to know of every customer; a click on a value edits it where it stands. */
export function FieldsCard({ externalUserid }: { externalUserid: string }) {
  const path = `/customers/${encodeURIComponent(externalUserid)}/fields`;
  const me = useMe();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<string | null>(null);
  const answer = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<{ data: ShownFields }>(path, {}, signal),
  });
  const data = answer.data?.data;
  const save = useMutation({
    mutationFn: ({ key, value }: { key: string; value: FieldValue }) =>
      api.put<{ data: ShownFields }>(path, { version: data?.version ?? 0, values: { [key]: value } }),
    onSuccess: (saved) => {
      setEditing(null);
      queries.setQueryData([path], saved);
      return queries.invalidateQueries({ queryKey: [`/customers/${encodeURIComponent(externalUserid)}/timeline`] });
    },
    onError: (error) => {
      void message.warning(shownError(error).text);
      if (error instanceof ApiError && error.status === 409) void answer.refetch();
    },
  });
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>客户字段</h2>
        {me && me.role !== "rep" && <Link to="/settings/fields">管理字段</Link>}
      </div>
      {answer.error && <Problem error={answer.error} onRetry={() => answer.refetch()} />}
      {data?.fields.length === 0 && (
        <p className="ct-quiet">还没有字段。主管可以在设置里添加，例如设备型号、采购周期。</p>
      )}
      {data && data.fields.length > 0 && (
        <dl className="cu-fields">
          {data.fields.map((field) => (
            <div key={field.key}>
              <dt>{field.label}</dt>
              <dd>
                {editing === field.key ? (
                  <FieldEditor
                    field={field}
                    busy={save.isPending}
                    onCancel={() => setEditing(null)}
                    onSave={(value) => save.mutate({ key: field.key, value })}
                  />
                ) : (
                  <Shown field={field} onEdit={() => setEditing(field.key)} />
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function Shown({ field, onEdit }: { field: ShownField; onEdit(): void }) {
  const text = fieldText(field, field.value);
  const changed = field.changedAt
    ? [field.changedBy, fullTime(field.changedAt)].filter(Boolean).join(" · ")
    : undefined;
  return (
    <button
      type="button"
      className="cu-field"
      onClick={onEdit}
      aria-label={`修改${field.label}${text ? `:${text}` : ""}`}
      title={changed}
      data-empty={text === "" || undefined}
    >
      {text || "填写"}
    </button>
  );
}

interface EditorProps {
  field: ShownField;
  busy: boolean;
  onSave(value: FieldValue): void;
  onCancel(): void;
}

function FieldEditor({ field, busy, onSave, onCancel }: EditorProps) {
  const [value, setValue] = useState<FieldValue>(field.value);
  return (
    <form
      className="cu-field-editor"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(value);
      }}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
    >
      <FieldInput field={field} value={value} onChange={setValue} />
      <Button htmlType="submit" type="primary" size="small" loading={busy}>
        保存
      </Button>
      <Button size="small" onClick={onCancel}>
        取消
      </Button>
    </form>
  );
}

function FieldInput({
  field,
  value,
  onChange,
}: {
  field: ShownField;
  value: FieldValue;
  onChange(value: FieldValue): void;
}) {
  const options = field.options.map(({ key, label }) => ({ value: key, label }));
  const wide = { width: "100%" };
  switch (field.type) {
    case "number":
      return (
        <InputNumber
          autoFocus
          aria-label={field.label}
          style={wide}
          value={typeof value === "number" ? value : null}
          onChange={(next) => onChange(next)}
          {...(field.unit && { suffix: field.unit })}
        />
      );
    case "choice":
      return (
        <Select
          autoFocus
          allowClear
          aria-label={field.label}
          style={wide}
          options={options}
          value={typeof value === "string" ? value : null}
          onChange={(next?: string | null) => onChange(next ?? null)}
        />
      );
    case "multi":
      return (
        <Select
          autoFocus
          mode="multiple"
          aria-label={field.label}
          style={wide}
          options={options}
          value={Array.isArray(value) ? value : []}
          onChange={(next: string[]) => onChange(next)}
        />
      );
    default:
      return (
        <Input
          autoFocus
          aria-label={field.label}
          type={field.type === "date" ? "date" : "text"}
          maxLength={500}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
        />
      );
  }
}
