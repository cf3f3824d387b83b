import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { lazy, Suspense, useState } from "react";
import { act } from "../api/http";
import { useLive } from "../api/live";
import type { GroupRow } from "../api/types";
import { useAction } from "../notify";
import { useSelection } from "../selection";
import type { GroupChange } from "./group-dialog";

const GroupDialog = lazy(() => import("./group-dialog").then((module) => ({ default: module.GroupDialog })));

/** What happens to a customer group in the client: people come and go, it is renamed, handed over, ended. */
export function GroupMenu({ member, chatId }: { member: string; chatId: string }) {
  const { modal } = App.useApp();
  const { run } = useAction();
  const { select } = useSelection();
  const [change, setChange] = useState<GroupChange | null>(null);
  const groups = useLive<{ groups: GroupRow[] }>(`/groups?of=${encodeURIComponent(member)}`);
  const group = groups.data?.groups.find((row) => row.chatId === chatId);
  const own = group?.owner.toLowerCase() === member.toLowerCase();
  const dismiss = (): void => {
    modal.confirm({
      title: `解散「${group?.name || "客户群"}」`,
      content: "群里的人都会离开，应用会收到回调。解散后不能恢复",
      okText: "解散",
      okButtonProps: { danger: true },
      cancelText: "取消",
      onOk: async () => {
        if (await run(() => act("group.dismiss", { chatId }), "群已解散")) select({ session: null });
      },
    });
  };
  const leave = (): void => {
    modal.confirm({
      title: "退出这个群",
      okText: "退出",
      cancelText: "取消",
      onOk: async () => {
        const fields = { chatId, change: "del_member", members: [member], scene: 0 };
        if (await run(() => act("group.change", fields), "已退出")) select({ session: null });
      },
    });
  };
  const items = [
    { key: "invite", label: "邀请入群", onClick: () => setChange("invite") },
    { key: "remove", label: "移出成员", onClick: () => setChange("remove") },
    { key: "name", label: "修改群名", onClick: () => setChange("name") },
    { key: "notice", label: "发布群公告", onClick: () => setChange("notice") },
    { key: "owner", label: "转让群主", disabled: !own, onClick: () => setChange("owner") },
    own
      ? { key: "dismiss", label: "解散群", danger: true, onClick: dismiss }
      : { key: "leave", label: "退出群", danger: true, onClick: leave },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={["click"]} disabled={!group}>
        <Button type="text" icon={<MoreOutlined />} aria-label="群管理" />
      </Dropdown>
      {change && group ? (
        <Suspense>
          <GroupDialog key={change} change={change} group={group} member={member} onClose={() => setChange(null)} />
        </Suspense>
      ) : null}
    </>
  );
}
