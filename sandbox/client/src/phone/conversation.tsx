import { LeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
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
import { GroupMenu, MemberMenu, ServiceMenu } from "./chat-menus";

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
  const say = (msgtype: string, content: unknown): Promise<boolean> =>
    run(() =>
      act("message.send", { from: customer, ...(single ? { to: other } : { chatId: other }), msgtype, content }),
    );
  const ask = (text: string): Promise<boolean> =>
    run(() => act("kf.message", { openKfId: other, externalUserid: customer, text }));
  return (
    <>
      <header className="phone-header">
        <Button type="text" icon={<LeftOutlined />} aria-label="返回" onClick={() => select({ phoneChat: null })} />
        <span className="phone-title">{title}</span>
        {isMember(other) ? (
          <MemberMenu customer={customer} member={other} name={title} />
        ) : service ? (
          <ServiceMenu customer={customer} openKfId={other} />
        ) : (
          <GroupMenu customer={customer} chatId={other} />
        )}
      </header>
      {chat.error ? <Failure error={chat.error} retry={chat.reload} /> : null}
      {messages.length > 0 ? (
        <Thread messages={messages} own={customer} nowMs={nowMs} showNames={!single} onOpen={onOpen} />
      ) : (
        <div className="thread">{chat.loading ? <Waiting /> : <Nothing text={`和${title}还没有聊过`} />}</div>
      )}
      <Composer
        placeholder={`给${title}发消息`}
        busy={busy}
        onSend={(text) => (service ? ask(text) : say("text", text))}
        onAttach={service ? undefined : say}
        proposal={proposal}
        tourName="phone-input"
      />
    </>
  );
}
