import { Avatar } from "antd";
import type { MessageView } from "../../../src/conversations/conversations.schema";
import { clockTime, fullTime } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { MessageBody } from "./message-body";

/** As in WeChat: members on the right, customers on the left, recalls and consent as a line between. */
export function Bubble({ message, marked }: { message: Wire<MessageView>; marked: boolean }) {
  if (message.notice) {
    return (
      <p className="cv-notice" data-message={message.id}>
        {message.text}
      </p>
    );
  }
  const own = message.sender.kind !== "customer";
  return (
    <article
      className="cv-message"
      data-own={own || undefined}
      data-marked={marked || undefined}
      data-message={message.id}
    >
      <Avatar shape="square" size={36} src={message.sender.avatar || undefined}>
        {message.sender.name.slice(0, 1)}
      </Avatar>
      <div className="cv-message-body">
        <small className="ct-quiet">
          {message.sender.name}{" "}
          <time dateTime={message.at} title={fullTime(message.at)}>
            {clockTime(message.at)}
          </time>
        </small>
        <div className="cv-bubble" data-recalled={message.recalledAt ? "" : undefined}>
          <MessageBody message={message} />
        </div>
        {message.recalledAt && <small className="ct-quiet">这条消息后来被撤回</small>}
      </div>
    </article>
  );
}
