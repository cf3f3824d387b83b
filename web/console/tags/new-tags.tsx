import { AutoComplete, Input, Modal } from "antd";
import { useEffect, useState } from "react";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import { namesIn } from "./names-in";
import { useTagChange } from "./use-tag-change";

interface Target {
  groupId?: string;
  groupName?: string;
}

interface Props {
  target: Target | null;
  groups: TagGroupRow[];
  onClose(): void;
}

/** Tags of a group, several at once; a name that no group has makes a new one. */
export function NewTags({ target, groups, onClose }: Props) {
  const [groupName, setGroupName] = useState("");
  const [text, setText] = useState("");
  useEffect(() => {
    setGroupName(target?.groupName ?? "");
    setText("");
  }, [target]);
  const create = useTagChange<object>("/tags", (input) => input, { say: "已新建", whenDone: onClose });
  const { names, tooLong } = namesIn(text);
  const group = groupName.trim();
  const isReady = group !== "" && names.length > 0 && tooLong.length === 0;
  const known = groups.find((row) => row.name === group);
  return (
    <Modal
      open={target !== null}
      title={target?.groupId ? `在「${target.groupName}」里加标签` : "新建标签"}
      okText={names.length > 1 ? `新建 ${names.length} 个标签` : "新建"}
      cancelText="取消"
      okButtonProps={{ disabled: !isReady, loading: create.isPending }}
      onOk={() => create.mutate(target?.groupId ? { groupId: target.groupId, names } : { groupName: group, names })}
      onCancel={onClose}
    >
      {!target?.groupId && (
        <div className="tg-field">
          <span>标签组</span>
          <AutoComplete
            aria-label="标签组"
            placeholder="选一个，或输入新的名字"
            value={groupName}
            options={groups.map((row) => ({ value: row.name }))}
            showSearch={{ filterOption: (input, option) => String(option?.value ?? "").includes(input) }}
            maxLength={30}
            onChange={setGroupName}
          />
          {group !== "" && <small className="ct-quiet">{known ? "加到已有的标签组" : "会新建这个标签组"}</small>}
        </div>
      )}
      <div className="tg-field">
        <span>标签</span>
        <Input.TextArea
          aria-label="标签名"
          placeholder="一行一个，或用逗号隔开，例如：金卡，银卡"
          autoSize={{ minRows: 3, maxRows: 8 }}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {tooLong.length > 0 && <small className="tg-warn">「{tooLong[0]}」超过 30 个字，请缩短。</small>}
      </div>
    </Modal>
  );
}
