import { useMutation } from "@tanstack/react-query";
import { App, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import type { FieldRow } from "../../../src/profiles/profiles.schema";
import { shownError } from "../../shared/errors";
import { fieldTypeWords } from "../../shared/fields";
import { api } from "../api";

interface Props {
  /** null: a new one. */
  field: FieldRow | null;
  onSaved(): void;
  onClose(): void;
}

interface Draft {
  label: string;
  type: FieldRow["type"];
  unit: string;
  /** One option a line. */
  options: string;
}

export function FieldEditor({ field, onSaved, onClose }: Props) {
  const { message } = App.useApp();
  const [draft, setDraft] = useState<Draft>({
    label: field?.label ?? "",
    type: field?.type ?? "text",
    unit: field?.unit ?? "",
    options: field?.options.map((option) => option.label).join("\n") ?? "",
  });
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const isChoice = draft.type === "choice" || draft.type === "multi";
  const save = useMutation({
    mutationFn: () => {
      const shown = {
        label: draft.label,
        unit: draft.type === "number" ? draft.unit : "",
        options: optionsOf(field, draft),
      };
      return field
        ? api.put(`/profile-fields/${field.id}`, shown)
        : api.post("/profile-fields", { ...shown, type: draft.type });
    },
    onSuccess: onSaved,
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <Modal
      open
      title={field ? "修改字段" : "添加字段"}
      okText="保存"
      cancelText="取消"
      confirmLoading={save.isPending}
      okButtonProps={{ disabled: draft.label.trim() === "" || (isChoice && draft.options.trim() === "") }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item label="名称">
          <Input
            autoFocus
            aria-label="名称"
            maxLength={32}
            placeholder="例如：设备型号"
            value={draft.label}
            onChange={(event) => set({ label: event.target.value })}
          />
        </Form.Item>
        <Form.Item label="类型" extra={field ? "类型定下后不能改；需要别的类型时，请新建一个字段。" : undefined}>
          <Select
            aria-label="类型"
            disabled={field !== null}
            value={draft.type}
            options={Object.entries(fieldTypeWords).map(([value, label]) => ({ value, label }))}
            onChange={(type: Draft["type"]) => set({ type })}
          />
        </Form.Item>
        {draft.type === "number" && (
          <Form.Item label="单位">
            <Input
              aria-label="单位"
              maxLength={16}
              placeholder="可不填，例如：天、元"
              value={draft.unit}
              onChange={(event) => set({ unit: event.target.value })}
            />
          </Form.Item>
        )}
        {isChoice && (
          <Form.Item label="选项" extra="每行一个。去掉的选项，已选它的客户仍会保留。">
            <Input.TextArea
              aria-label="选项"
              autoSize={{ minRows: 4, maxRows: 12 }}
              value={draft.options}
              onChange={(event) => set({ options: event.target.value })}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

/**
 * Lines → options. A line that stood there before keeps its key; where as many lines stand as before, a changed one is the
 * old option under a new name.
 */
function optionsOf(field: FieldRow | null, draft: Draft): { key: string; label: string }[] {
  if (draft.type !== "choice" && draft.type !== "multi") return [];
  const lines = [...new Set(draft.options.split("\n").map((line) => line.trim()))].filter(Boolean);
  const before = field?.options ?? [];
  const sameCount = before.length === lines.length;
  const taken = new Set(before.map((option) => option.key));
  return lines.map((label, index) => {
    const known = before.find((option) => option.label === label);
    if (known) return known;
    const old = before[index];
    if (sameCount && old && !lines.includes(old.label)) return { key: old.key, label };
    return { key: taken.has(label) ? `${label}-${lines.length}` : label, label };
  });
}
