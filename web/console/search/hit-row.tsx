import { FileOutlined, LinkOutlined, MessageOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import type { MessageHit } from "../../../src/conversations/message-search.schema";
import { Avatar } from "../../shared/parts/avatar";
import { Time } from "../../shared/parts/time";
import type { Wire } from "../../shared/wire";
import { Highlighted } from "./highlighted";
import { typeWords } from "./search-query";
import { withoutKind } from "./without-kind";

const icons: Record<string, React.ReactNode> = {
  file: <FileOutlined aria-hidden />,
  link: <LinkOutlined aria-hidden />,
};

/** Who said it, to whom, when, and the words in their place; opens the conversation there. */
export function HitRow({ hit, words }: { hit: Wire<MessageHit>; words: string }) {
  const { thread, sender } = hit;
  const search = new URLSearchParams({ message: hit.messageId, find: words });
  const kind = hit.msgtype === "text" ? null : typeWords[hit.msgtype];
  const marks = hit.highlights as [number, number][];
  const said = kind ? withoutKind(hit.snippet, marks) : { text: hit.snippet, highlights: marks, cut: true };
  const name = nameOf(hit);
  return (
    <Link className="sr-hit" to={{ pathname: `/conversations/${hit.threadId}`, search: search.toString() }}>
      <Avatar name={name} src={sender.avatar} size={40} />
      <div className="sr-hit-body">
        <div className="sr-hit-head">
          <span className="ct-ellipsis">
            <strong>{name}</strong>
            <span className="ct-quiet"> {whereSaid(hit)}</span>
          </span>
          <small className="ct-quiet">
            <Time at={hit.at} />
          </small>
        </div>
        <p className="sr-words">
          {kind && (
            <span className="sr-kind">
              {icons[hit.msgtype] ?? <MessageOutlined aria-hidden />} {said.cut && kind}
            </span>
          )}
          <Highlighted text={said.text} ranges={said.highlights} />
        </p>
        <span className="sr-hidden">在「{thread.title}」里打开</span>
      </div>
    </Link>
  );
}

/** A customer goes by the name that the conversation goes by; in a group by their own. */
function nameOf({ thread, sender }: Wire<MessageHit>): string {
  return sender.kind === "customer" && thread.kind === "single" ? thread.title : sender.name;
}

/** 「对 王姐」, 「对 林梅」, 「在 净水交流群」 */
function whereSaid({ thread, sender }: Wire<MessageHit>): string {
  if (thread.kind !== "single") return `在 ${thread.title}`;
  return sender.kind === "customer" ? `对 ${thread.member?.name ?? "成员"} 说` : `对 ${thread.title} 说`;
}
