import { Input, Modal, Select, type SelectProps } from "antd";
import { useState } from "react";
import { act } from "../api/http";
import type { GroupRow } from "../api/types";
import { useDirectory } from "../corp";
import { useAction } from "../notify";

export type GroupChange = "invite" | "remove" | "name" | "notice" | "owner";

const TITLES: Record<GroupChange, string> = {
  invite: "邀请入群",
  remove: "移出成员",
  name: "修改群名",
  notice: "发布群公告",
  owner: "转让群主",
};

interface GroupDialogProps {
  change: GroupChange;
  group: GroupRow;
  member: string;
  onClose: () => void;
}

export function GroupDialog({ change, group, member, onClose }: GroupDialogProps) {
  const { corp, customers } = useDirectory();
  const { busy, run } = useAction();
  const [text, setText] = useState(change === "name" ? group.name : change === "notice" ? group.notice : "");
  const [people, setPeople] = useState<string[]>([]);
  const inside = new Set(group.members.map((row) => row.id));
  const colleagues = corp.members.map((row) => ({ value: row.userid, label: row.name }));
  const mine = customers
    .filter((row) => row.followers.some(({ userid }) => userid.toLowerCase() === member.toLowerCase()))
    .map((row) => ({ value: row.externalUserid, label: row.name }));
  const outside = (rows: { value: string; label: string }[]) => rows.filter((row) => !inside.has(row.value));
  const removable = group.members
    .filter((row) => row.id !== group.owner)
    .map((row) => ({ value: row.id, label: row.name }));
  const choices: Record<"invite" | "remove" | "owner", NonNullable<SelectProps["options"]>> = {
    invite: [
      { label: "同事", options: outside(colleagues) },
      { label: "我的客户", options: outside(mine) },
    ],
    remove: removable,
    owner: removable.filter((row) => colleagues.some(({ value }) => value === row.value)),
  };
  const isColleague = (id: string): boolean => colleagues.some((row) => row.value === id);
  const fields = (): Record<string, unknown> => {
    const members = people.filter(isColleague);
    const strangers = people.filter((id) => !isColleague(id));
    switch (change) {
      case "invite":
        return { change: "add_member", members, customers: strangers, scene: 0 };
      case "remove":
        return { change: "del_member", members, customers: strangers, scene: 1 };
      case "owner":
        return { change: "change_owner", owner: people[0] };
      case "name":
        return { change: "change_name", name: text.trim() };
      case "notice":
        return { change: "change_notice", notice: text.trim() };
    }
  };
  const save = async (): Promise<void> => {
    const done = () => act("group.change", { chatId: group.chatId, ...fields() });
    if (await run(done, "已修改，应用会收到回调")) onClose();
  };
  const writes = change === "name" || change === "notice";
  return (
    <Modal
      open
      centered
      width={400}
      title={TITLES[change]}
      okText={change === "remove" ? "移出" : "确定"}
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: writes ? text.trim() === "" : people.length === 0 }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      {writes ? (
        <Input.TextArea
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label={TITLES[change]}
          maxLength={change === "name" ? 40 : 500}
          autoSize={{ minRows: change === "name" ? 1 : 3, maxRows: 8 }}
        />
      ) : (
        <Select
          className="whole-width"
          {...(change === "owner" ? {} : { mode: "multiple" as const })}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={change === "owner" ? "选择群里的一位同事" : "可以选多位"}
          aria-label={TITLES[change]}
          options={choices[change]}
          value={people}
          onChange={(value: string | string[]) => setPeople([value].flat())}
        />
      )}
    </Modal>
  );
}
