import { LeftOutlined, MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { act } from "../api/http";
import { useLive } from "../api/live";
import { groupPath, pairPath } from "../api/tails";
import type { ChatMessage } from "../api/types";
import { Composer } from "../chat/composer";
import { Thread } from "../chat/thread";
import { useDirectory } from "../corp";
import { useAction } from "../notify";
import { useSelection } from "../selection";
import { Failure, Nothing, Waiting } from "../state-views";
import { useProposal } from "../tour/proposal";

interface ConversationProps {
  customer: string;
  with: string;
  groupName: string;
  nowMs: number;
  onOpen: (url: string) => void;
}

/** The customer's chat with a member, with 微信客服 or in a group. */
export function Conversation({ customer, with: other, groupName, nowMs, onOpen }: ConversationProps) {
  const { select } = useSelection();
  const { isMember, isService, nameOf } = useDirectory();
  const { busy, run } = useAction();
  const service = isService(other);
  const single = isMember(other) || service;
  const path = single ? pairPath(other, customer) : groupPath(other);
  const chat = useLive<{ messages: ChatMessage[] }>(path);
  const proposal = useProposal(customer);
  const messages = chat.data?.messages ?? [];
  const title = single ? nameOf(other) : groupName;
  const send = (text: string): Promise<boolean> =>
    run(() => {
      if (service) return act("kf.message", { openKfId: other, externalUserid: customer, text });
      return act("message.send", {
        from: customer,
        ...(single ? { to: other } : { chatId: other }),
        msgtype: "text",
        content: text,
      });
    });
  return (
    <>
      <header className="phone-header">
        <Button type="text" icon={<LeftOutlined />} aria-label="返回" onClick={() => select({ phoneChat: null })} />
        <span className="phone-title">{title}</span>
        {isMember(other) ? (
          <RelationMenu customer={customer} member={other} name={title} />
        ) : (
          <span className="phone-gap" />
        )}
      </header>
      {chat.error ? <Failure error={chat.error} retry={chat.reload} /> : null}
      {messages.length > 0 ? (
        <Thread messages={messages} own={customer} nowMs={nowMs} showNames={!single} onOpen={onOpen} />
      ) : (
        <div className="thread">{chat.loading ? <Waiting /> : <Nothing text={`和${title}还没有聊过`} />}</div>
      )}
      <Composer placeholder={`给${title}发消息`} busy={busy} onSend={send} proposal={proposal} tourName="phone-input" />
    </>
  );
}

function RelationMenu({ customer, member, name }: { customer: string; member: string; name: string }) {
  const { modal } = App.useApp();
  const { run } = useAction();
  const { select } = useSelection();
  const drop = (): void => {
    modal.confirm({
      title: `删除${name}`,
      content: "客户把成员从通讯录删除,应用会收到客户流失的回调",
      okText: "删除",
      okButtonProps: { danger: true },
      cancelText: "取消",
      onOk: async () => {
        if (
          await run(
            () => act("customer.delete", { userid: member, externalUserid: customer, by: "customer" }),
            "已删除",
          )
        )
          select({ phoneChat: null });
      },
    });
  };
  const agree = (value: boolean): Promise<boolean> =>
    run(
      () => act("consent", { externalUserid: customer, userid: member, agree: value }),
      value ? "已同意存档" : "已拒绝存档",
    );
  const items = [
    { key: "agree", label: "同意会话存档", onClick: () => void agree(true) },
    { key: "refuse", label: "不同意会话存档", onClick: () => void agree(false) },
    { key: "drop", label: "删除此联系人", danger: true, onClick: drop },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button type="text" icon={<MoreOutlined />} aria-label="更多" />
    </Dropdown>
  );
}
