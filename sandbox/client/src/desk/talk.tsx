import { ArrowLeftOutlined, LayoutOutlined, MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Input } from "antd";
import { type ReactNode, useEffect } from "react";
import { act } from "../api/http";
import { useLive } from "../api/live";
import type { ChatMessage, Desk } from "../api/types";
import { Composer } from "../chat/composer";
import { Thread } from "../chat/thread";
import { useDirectory } from "../corp";
import { useAction } from "../notify";
import { useSelection } from "../selection";
import { Failure, Nothing, Waiting } from "../state-views";
import { toMs } from "../time";
import { GroupMenu } from "./group-menu";
import { useSeen } from "./seen";

export function TalkHeader({ title, detail, actions }: { title: string; detail?: ReactNode; actions?: ReactNode }) {
  const { select } = useSelection();
  return (
    <header className="talk-header">
      <Button
        className="only-narrow"
        type="text"
        icon={<ArrowLeftOutlined />}
        aria-label="返回会话列表"
        onClick={() => select({ session: null })}
      />
      <span className="talk-title" title={title}>
        {title}
      </span>
      {detail ? <span className="muted talk-detail">{detail}</span> : null}
      <span className="grow" />
      {actions}
    </header>
  );
}

function SideToggle() {
  const { sidebarOpen, select } = useSelection();
  return (
    <Button
      type="text"
      icon={<LayoutOutlined />}
      aria-pressed={sidebarOpen}
      aria-label="侧边栏"
      onClick={() => select({ sidebarOpen: !sidebarOpen })}
      className="only-wide"
    >
      <span className="wide-label">侧边栏</span>
    </Button>
  );
}

interface CustomerChatProps {
  member: string;
  peer: string;
  desk: Desk | undefined;
  nowMs: number;
  onOpen: (url: string) => void;
}

export function CustomerChat({ member, peer, desk, nowMs, onOpen }: CustomerChatProps) {
  const { customerName } = useDirectory();
  const customer = desk?.customers.find((row) => row.externalUserid === peer);
  const name = customer?.remark || customer?.name || customerName(peer);
  const lost = customer?.relation === "lost";
  const path = `/chats?userid=${encodeURIComponent(member)}&peer=${encodeURIComponent(peer)}`;
  const detail = customer?.remark && customer.remark !== customer.name ? `昵称 ${customer.name}` : "@微信";
  return (
    <>
      <TalkHeader
        title={name}
        detail={detail}
        actions={
          <>
            <SideToggle />
            <CustomerMenu member={member} peer={peer} name={name} remark={customer?.remark ?? ""} />
          </>
        }
      />
      {customer?.relation === "half" ? <Accept member={member} peer={peer} name={name} /> : null}
      <Talk
        path={path}
        member={member}
        session={peer}
        nowMs={nowMs}
        onOpen={onOpen}
        target={{ to: peer }}
        placeholder={lost ? "对方已不是您的好友" : "回复客户"}
        disabled={lost}
      />
    </>
  );
}

export function GroupChat({
  member,
  chatId,
  desk,
  nowMs,
  onOpen,
}: {
  member: string;
  chatId: string;
  desk: Desk | undefined;
  nowMs: number;
  onOpen: (url: string) => void;
}) {
  const group = desk?.groups.find((row) => row.chatId === chatId);
  const name = group?.name || "客户群";
  return (
    <>
      <TalkHeader
        title={name}
        detail={group ? `${group.memberCount} 人` : ""}
        actions={
          <>
            <SideToggle />
            <GroupMenu member={member} chatId={chatId} />
          </>
        }
      />
      <Talk
        path={`/chats?chatId=${encodeURIComponent(chatId)}`}
        member={member}
        session={chatId}
        nowMs={nowMs}
        onOpen={onOpen}
        target={{ chatId }}
        placeholder="在群里说"
        group
      />
    </>
  );
}

interface TalkProps {
  path: string;
  member: string;
  session: string;
  nowMs: number;
  onOpen: (url: string) => void;
  target: { to: string } | { chatId: string };
  placeholder: string;
  disabled?: boolean;
  group?: boolean;
}

function Talk({ path, member, session, nowMs, onOpen, target, placeholder, disabled, group }: TalkProps) {
  const chat = useLive<{ messages: ChatMessage[] }>(path);
  const { look } = useSeen(member);
  const { busy, run } = useAction();
  const messages = chat.data?.messages ?? [];
  const say = (msgtype: string, content: unknown): Promise<boolean> =>
    run(() => act("message.send", { from: member, ...target, msgtype, content }));
  const newest = messages.at(-1)?.at;
  useEffect(() => {
    if (newest) look(session, toMs(newest));
  }, [newest, session, look]);
  return (
    <>
      {chat.error ? <Failure error={chat.error} retry={chat.reload} /> : null}
      {chat.loading ? (
        <div className="thread">
          <Waiting rows={6} />
        </div>
      ) : null}
      {chat.data && messages.length === 0 ? (
        <div className="thread">
          <Nothing text="还没有聊天记录" />
        </div>
      ) : null}
      {messages.length > 0 ? (
        <Thread messages={messages} own={member} nowMs={nowMs} showNames={group === true} onOpen={onOpen} />
      ) : null}
      <Composer
        placeholder={placeholder}
        busy={busy}
        disabled={disabled ?? false}
        tourName="member-input"
        onSend={(text) => say("text", text)}
        onAttach={say}
      />
    </>
  );
}

/** The customer added the member without waiting; the member has not confirmed yet. */
function Accept({ member, peer, name }: { member: string; peer: string; name: string }) {
  const { busy, run } = useAction();
  return (
    <div className="talk-note">
      <span className="grow">{name}已添加您，等待您通过</span>
      <Button
        size="small"
        type="primary"
        loading={busy}
        onClick={() => void run(() => act("customer.accept", { userid: member, externalUserid: peer }), "已通过")}
      >
        通过
      </Button>
    </div>
  );
}

/** What a member does with a customer in the client beyond talking. */
function CustomerMenu({ member, peer, name, remark }: { member: string; peer: string; name: string; remark: string }) {
  const { modal } = App.useApp();
  const { run } = useAction();
  const { select } = useSelection();
  const rename = (): void => {
    let wanted = remark;
    modal.confirm({
      title: "修改备注",
      icon: null,
      okText: "保存",
      cancelText: "取消",
      content: (
        <Input
          defaultValue={remark}
          maxLength={20}
          aria-label="备注"
          onChange={(event) => {
            wanted = event.target.value;
          }}
        />
      ),
      onOk: () =>
        run(() => act("customer.edit", { userid: member, externalUserid: peer, remark: wanted }), "备注已修改"),
    });
  };
  const drop = (): void => {
    modal.confirm({
      title: `删除客户${name}`,
      content: "删除后应用会收到回调，客户不会收到通知。可以在手机上重新扫码添加",
      okText: "删除",
      okButtonProps: { danger: true },
      cancelText: "取消",
      onOk: async () => {
        const fields = { userid: member, externalUserid: peer, by: "member" };
        if (await run(() => act("customer.delete", fields), "已删除")) select({ session: null });
      },
    });
  };
  const items = [
    { key: "rename", label: "修改备注", onClick: rename },
    { key: "drop", label: "删除客户", danger: true, onClick: drop },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button type="text" icon={<MoreOutlined />} aria-label="更多" />
    </Dropdown>
  );
}
