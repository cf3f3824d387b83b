import { Input, Modal } from "antd";
import { useEffect, useState } from "react";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import { useTagChange } from "./use-tag-change";

interface Target {
  group?: TagGroupRow;
  tag?: TagGroupRow["tags"][number];
}

/** A deleted tag is gone from every customer and cannot be brought back, so its number is typed first. */
export function DeleteTags({ target, onClose }: { target: Target | null; onClose(): void }) {
  const [typed, setTyped] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed belongs to one target.
  useEffect(() => setTyped(""), [target]);
  const remove = useTagChange<Target>(
    "/tags/delete",
    ({ group, tag }) => ({ tagIds: tag ? [tag.id] : [], groupIds: group ? [group.id] : [] }),
    { say: "已删除", whenDone: onClose },
  );
  const customers = target?.tag?.customers ?? Math.max(0, ...(target?.group?.tags.map((tag) => tag.customers) ?? []));
  const isConfirmed = customers === 0 || typed.trim() === String(customers);
  const name = target?.tag?.name ?? target?.group?.name ?? "";
  return (
    <Modal
      open={target !== null}
      title={target?.group ? `删除标签组「${name}」` : `删除标签「${name}」`}
      okText="删除"
      cancelText="取消"
      okButtonProps={{ danger: true, disabled: !isConfirmed, loading: remove.isPending }}
      onOk={() => target && remove.mutate(target)}
      onCancel={onClose}
    >
      <p>
        {target?.group ? `组里的 ${target.group.tags.length} 个标签会一起删除。` : ""}
        企业微信里也会删除，客户身上的这个标签随之消失，不能恢复。
      </p>
      {customers > 0 && (
        <>
          <p>
            {target?.group ? "其中用得最多的标签有" : "目前有"} <strong>{customers}</strong>{" "}
            位客户，请输入这个数字确认：
          </p>
          <Input
            autoFocus
            inputMode="numeric"
            aria-label="输入客户数确认删除"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </>
      )}
    </Modal>
  );
}
