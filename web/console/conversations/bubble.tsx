import type { MessageView } from "../../../src/conversations/conversations.schema";
import { Avatar } from "../../shared/parts/avatar";
import { clockTime, fullTime } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { MessageBody } from "./message-body";
import { withoutBrackets } from "./message-card";

interface Props {
  message: Wire<MessageView>;
  /** A line of the summary cites it. */
  marked: boolean;
  /** The same person went on writing: no second name. */
  follows: boolean;
}

/** As in WeChat: members on the right, customers on the left, recalls and consent as a line between. */
export function Bubble({ message, marked, follows }: Props) {
  const { sender } = message;
  if (message.notice) {
    return (
      <p className="cv-notice" data-message={message.id}>
        {sender.name} {withoutBrackets(message.text)}
      </p>
    );
  }
  return (
    <article
      className="cv-message"
      data-own={sender.kind !== "customer" || undefined}
      data-marked={marked || undefined}
      data-follows={follows || undefined}
      data-message={message.id}
    >
      <Avatar name={sender.name} src={sender.avatar} />
      <div className="cv-message-body">
        {!follows && (
          <small>
            {sender.name} {clockTime(message.at)}
          </small>
        )}
        <div className="cv-bubble" data-recalled={message.recalledAt ? "" : undefined} title={fullTime(message.at)}>
          <MessageBody message={message} />
        </div>
        {message.recalledAt && <small title={fullTime(message.recalledAt)}>这条消息后来被撤回</small>}
      </div>
    </article>
  );
}
