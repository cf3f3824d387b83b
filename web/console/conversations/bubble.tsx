import { LinkOutlined } from "@ant-design/icons";
import { memo, useMemo } from "react";
import type { MessageView } from "../../../src/conversations/conversations.schema";
import { Avatar } from "../../shared/parts/avatar";
import { clockTime, fullTime } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { type Content, ContentBody } from "./bodies/content-body";
import { MessageFiles } from "./bodies/media-body";
import { withoutBrackets } from "./content-words";
import { WatchedWords } from "./marks";
import type { Watched } from "./watched";
import "./bubble.css";

interface Props {
  message: Wire<MessageView>;
  /** It was asked for: by a link, a line of the summary, a search. */
  marked: boolean;
  /** The same person went on writing: no second name. */
  follows: boolean;
  /** What the customer is called here; several talk in a group, under their own names. */
  customerName: string | undefined;
  /** Sensitive words in it, for those who may see them. */
  watched: readonly Watched[] | undefined;
  onLink(id: string): void;
  /** A file of it was asked for again. */
  onRetried(id: string): void;
}

const top: number[] = [];
const unwatched: readonly Watched[] = [];

/** Things with a frame of their own need no bubble around them. */
const framed = new Set(["redpacket", "external_redpacket", "chatrecord"]);
/** Pictures too, once they are here. */
const pictures = new Set(["image", "emotion", "video"]);

/** As in WeChat: members on the right, customers on the left, recalls and consent as a line between. */
export const Bubble = memo(function Bubble(props: Props) {
  const { message, marked, follows, watched, onLink, onRetried } = props;
  const { id, media, sender, recalledAt } = message;
  const name = (sender.kind === "customer" && props.customerName) || sender.name;
  const files = useMemo(() => ({ media, onRetried: () => onRetried(id) }), [media, id, onRetried]);
  if (message.notice) {
    return (
      <p className="cv-notice" data-message={message.id} data-marked={marked || undefined} title={fullTime(message.at)}>
        {name} {withoutBrackets(message.text)}
      </p>
    );
  }
  const content = message.content as Content | null;
  return (
    <article
      className="cv-message"
      data-own={sender.kind !== "customer" || undefined}
      data-marked={marked || undefined}
      data-follows={follows || undefined}
      data-message={message.id}
    >
      <Avatar name={name} src={sender.avatar} />
      <div className="cv-message-body">
        {!follows && (
          <small>
            {name} {clockTime(message.at)}
          </small>
        )}
        <div className="cv-bubble-line">
          <div
            className="cv-bubble"
            data-recalled={recalledAt ? "" : undefined}
            data-framed={isFramed(message) ? "" : undefined}
            title={fullTime(message.at)}
          >
            <MessageFiles value={files}>
              <WatchedWords value={watched ?? unwatched}>
                <ContentBody content={content} text={message.text} path={top} />
              </WatchedWords>
            </MessageFiles>
          </div>
          <button
            type="button"
            className="cv-bubble-link"
            title="复制这条消息的链接"
            aria-label="复制这条消息的链接"
            tabIndex={-1}
            onClick={() => onLink(message.id)}
          >
            <LinkOutlined aria-hidden />
          </button>
        </div>
        {recalledAt && (
          <small className="cv-recalled" title={fullTime(recalledAt)}>
            已撤回，存档中保留原文
          </small>
        )}
      </div>
    </article>
  );
});

function isFramed({ msgtype, content, media }: Wire<MessageView>): boolean {
  if (content === null || content.type === "unsupported") return false;
  return framed.has(msgtype) || (pictures.has(msgtype) && media.some((file) => file.path.length === 0 && file.url));
}
