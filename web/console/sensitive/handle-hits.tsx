import { Input, Modal } from "antd";
import { useState } from "react";

interface Props {
  count: number;
  busy: boolean;
  onHandle(note: string): void;
  onCancel(): void;
}

export function HandleHits({ count, busy, onHandle, onCancel }: Props) {
  const [note, setNote] = useState("");
  return (
    <Modal
      open
      title={count > 1 ? `处理 ${count} 条` : "处理这一条"}
      okText="标为已处理"
      cancelText="取消"
      confirmLoading={busy}
      onOk={() => onHandle(note.trim())}
      onCancel={onCancel}
    >
      <p>您的姓名、时间和备注会一起留存。</p>
      <Input.TextArea
        aria-label="备注"
        placeholder="怎么处理的，例如：已提醒本人（可不填）"
        rows={3}
        maxLength={500}
        showCount
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
    </Modal>
  );
}
