import { Checkbox, Descriptions, Input, Modal } from "antd";
import { useMemo, useState } from "react";

export interface Question {
  kind: "createGroup" | "massSend" | "selectContacts";
  title: string;
  ok: string;
  lines: { label: string; text: string }[];
  options?: { id: string; label: string }[];
}

export interface Decision {
  confirmed: boolean;
  selected?: string[];
}

/** A dialog of the client itself (create a group, 群发助手, choose customers): the page waits for the person's answer. */
export function QuestionDialog({ question, onDecide }: { question: Question; onDecide: (decision: Decision) => void }) {
  const [selected, setSelected] = useState<string[]>([]);
  const [filter, setFilter] = useState("");
  const options = useMemo(
    () =>
      (question.options ?? [])
        .filter((row) => row.label.includes(filter))
        .map((row) => ({ value: row.id, label: row.label })),
    [question.options, filter],
  );
  const needsChoice = question.options !== undefined;
  return (
    <Modal
      open
      centered
      width={400}
      title={question.title}
      okText={question.ok}
      cancelText="取消"
      okButtonProps={{ disabled: needsChoice && selected.length === 0 }}
      onOk={() => onDecide({ confirmed: true, selected })}
      onCancel={() => onDecide({ confirmed: false })}
    >
      {question.lines.length > 0 ? (
        <Descriptions
          column={1}
          size="small"
          items={question.lines.map((line) => ({ key: line.label, label: line.label, children: line.text }))}
        />
      ) : null}
      {needsChoice ? (
        <>
          <Input
            allowClear
            placeholder="按名字筛选"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            className="gap-below"
          />
          <Checkbox.Group
            className="choice-list"
            options={options.slice(0, 200)}
            value={selected}
            onChange={setSelected}
          />
        </>
      ) : null}
    </Modal>
  );
}
