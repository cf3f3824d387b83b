import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, type MenuProps } from "antd";
import { useState } from "react";
import { act } from "../api/http";
import { useLive } from "../api/live";
import type { GroupRow } from "../api/types";
import { useDirectory } from "../corp";
import { useAction } from "../notify";
import { useSelection } from "../selection";

type Item = NonNullable<MenuProps["items"]>[number];

const Menu = ({ items }: { items: Item[] }) => (
  <Dropdown menu={{ items }} trigger={["click"]}>
    <Button type="text" icon={<MoreOutlined />} aria-label="更多" />
  </Dropdown>
);

/** Agreeing to the archive, or not: for the chat with a member, or for a group of theirs. */
function useConsent(customer: string, member: string | undefined, chatId?: string): Item[] {
  const { run } = useAction();
  const answer = (agree: boolean): void => {
    const fields = { externalUserid: customer, userid: member, agree, ...(chatId ? { chatId } : {}) };
    void run(() => act("consent", fields), agree ? "已同意存档" : "已拒绝存档");
  };
  if (!member) return [];
  return [
    { key: "agree", label: "同意会话存档", onClick: () => answer(true) },
    { key: "refuse", label: "不同意会话存档", onClick: () => answer(false) },
  ];
}

export function MemberMenu({ customer, member, name }: { customer: string; member: string; name: string }) {
  const { modal } = App.useApp();
  const { run } = useAction();
  const { select } = useSelection();
  const consent = useConsent(customer, member);
  const drop = (): void => {
    const fields = { userid: member, externalUserid: customer, by: "customer" };
    modal.confirm({
      title: `删除${name}`,
      content: "客户把成员从通讯录删除，应用会收到客户流失的回调",
      okText: "删除",
      okButtonProps: { danger: true },
      cancelText: "取消",
      onOk: async () => {
        if (await run(() => act("customer.delete", fields), "已删除")) select({ phoneChat: null });
      },
    });
  };
  return <Menu items={[...consent, { key: "drop", label: "删除此联系人", danger: true, onClick: drop }]} />;
}

/** Consent in a group goes through a member who is in it and is this customer's contact. */
export function GroupMenu({ customer, chatId }: { customer: string; chatId: string }) {
  const { run } = useAction();
  const { select } = useSelection();
  const { customers } = useDirectory();
  const groups = useLive<{ groups: GroupRow[] }>(`/groups?of=${encodeURIComponent(customer)}`).data?.groups ?? [];
  const group = groups.find((row) => row.chatId === chatId);
  const followers = customers.find((row) => row.externalUserid === customer)?.followers ?? [];
  const known = group?.members.find((row) => followers.some(({ userid }) => userid === row.id))?.id;
  const consent = useConsent(customer, known, chatId);
  const leave = async (): Promise<void> => {
    const fields = { chatId, change: "del_member", customers: [customer], scene: 0 };
    if (await run(() => act("group.change", fields), "已退出群聊")) select({ phoneChat: null });
  };
  if (!group) return <span className="phone-gap" />;
  return <Menu items={[...consent, { key: "leave", label: "退出群聊", danger: true, onClick: () => void leave() }]} />;
}

/** 微信客服: coming in by a link or the menu is an event of its own; a customer may refuse to be written to. */
export function ServiceMenu({ customer, openKfId }: { customer: string; openKfId: string }) {
  const { run } = useAction();
  const [rejects, setRejects] = useState(false);
  const who = { openKfId, externalUserid: customer };
  const reject = async (wanted: boolean): Promise<void> => {
    const done = wanted ? "已拒收客服消息" : "已重新接收";
    if (await run(() => act("kf.reject", { ...who, rejects: wanted }), done)) setRejects(wanted);
  };
  const items = [
    { key: "enter", label: "重新进入会话", onClick: () => void run(() => act("kf.enter", who), "应用已收到进入会话") },
    rejects
      ? { key: "accept", label: "接收客服消息", onClick: () => void reject(false) }
      : { key: "reject", label: "拒收客服消息", danger: true, onClick: () => void reject(true) },
  ];
  return <Menu items={items} />;
}
