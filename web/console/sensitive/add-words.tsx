import { AutoComplete, Checkbox, Form, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { wordsIn } from "./words-in";

interface Props {
  groups: string[];
  busy: boolean;
  onAdd(input: { words: string[]; groupName: string; level: string; wholeWord: boolean }): void;
  onCancel(): void;
}

/** Words as people keep them: a column out of a table, or a line with commas. */
export function AddWords({ groups, busy, onAdd, onCancel }: Props) {
  const [text, setText] = useState("");
  const [groupName, setGroupName] = useState("");
  const [level, setLevel] = useState("normal");
  const [wholeWord, setWholeWord] = useState(true);
  const { words, tooLong } = wordsIn(text);
  return (
    <Modal
      open
      title="添加敏感词"
      okText={words.length > 0 ? `添加 ${words.length} 个` : "添加"}
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: words.length === 0 || tooLong.length > 0 }}
      onOk={() => onAdd({ words, groupName: groupName.trim(), level, wholeWord })}
      onCancel={onCancel}
    >
      <Form layout="vertical">
        <Form.Item
          label="词"
          extra="一行一个，也可以用逗号、顿号隔开。大小写、全角半角视为相同；已有的词会换到新的分组和级别。"
          {...(tooLong.length > 0 && { validateStatus: "error", help: `「${tooLong[0]}」超过 64 个字` })}
        >
          <Input.TextArea
            aria-label="词"
            rows={6}
            placeholder={"私下转账\n返现\n加我微信"}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Form.Item>
        <Form.Item label="分组">
          <AutoComplete
            aria-label="分组"
            placeholder="例如：飞单、辱骂、竞品（可不填）"
            maxLength={32}
            options={groups.map((value) => ({ value }))}
            value={groupName}
            onChange={setGroupName}
          />
        </Form.Item>
        <Form.Item label="级别">
          <Radio.Group
            value={level}
            options={[
              { value: "normal", label: "普通" },
              { value: "high", label: "高" },
            ]}
            onChange={(event) => setLevel(event.target.value)}
          />
        </Form.Item>
        <Checkbox checked={wholeWord} onChange={(event) => setWholeWord(event.target.checked)}>
          英文和数字按整词匹配（ai 不算 email）
        </Checkbox>
      </Form>
    </Modal>
  );
}
