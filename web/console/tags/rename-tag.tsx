import { Input, Modal } from "antd";
import { useEffect, useState } from "react";
import { useTagChange } from "./use-tag-change";

const MAX_NAME = 30;

export function RenameTag({ target, onClose }: { target: { id: string; name: string } | null; onClose(): void }) {
  const [name, setName] = useState("");
  useEffect(() => setName(target?.name ?? ""), [target]);
  const rename = useTagChange<{ id: string; name: string }>(
    ({ id }) => `/tags/${encodeURIComponent(id)}/rename`,
    (input) => ({ name: input.name }),
    { say: "已改名", whenDone: onClose },
  );
  const wanted = name.trim();
  const submit = () => {
    if (target && wanted && wanted !== target.name) rename.mutate({ id: target.id, name: wanted });
  };
  return (
    <Modal
      open={target !== null}
      title={`给「${target?.name ?? ""}」改名`}
      okText="保存"
      cancelText="取消"
      okButtonProps={{ disabled: !wanted || wanted === target?.name, loading: rename.isPending }}
      onOk={submit}
      onCancel={onClose}
    >
      <Input
        autoFocus
        aria-label="新名字"
        maxLength={MAX_NAME}
        showCount
        value={name}
        onChange={(event) => setName(event.target.value)}
        onPressEnter={submit}
      />
    </Modal>
  );
}
