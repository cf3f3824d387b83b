import { LeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { PhoneMessage } from "../api/types";
import { Avatar } from "../chat/avatar";
import { Content } from "../chat/content";
import { useDirectory } from "../corp";
import { useSelection } from "../selection";
import { bubbleTime } from "../time";

/** What members published for this customer, the newest first. */
export function Moments({
  messages,
  nowMs,
  onOpen,
}: {
  messages: PhoneMessage[];
  nowMs: number;
  onOpen: (url: string) => void;
}) {
  const { select } = useSelection();
  const { nameOf } = useDirectory();
  const moments = messages.filter((row) => row.via === "moment").reverse();
  return (
    <>
      <header className="phone-header">
        <Button type="text" icon={<LeftOutlined />} aria-label="返回" onClick={() => select({ phoneChat: null })} />
        <span className="phone-title">朋友圈</span>
      </header>
      <div className="scroll phone-list">
        {moments.map((moment) => (
          <article key={moment.msgid} className="moment">
            <Avatar id={moment.from} name={nameOf(moment.from)} />
            <div className="moment-body">
              <b>{nameOf(moment.from)}</b>
              {moment.text ? <p>{moment.text}</p> : null}
              {(moment.attachments ?? []).map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: attachments of a published moment never move
                <Content key={index} msgtype={row.msgtype} content={row} onOpen={onOpen} />
              ))}
              <time className="muted">{bubbleTime(moment.at, nowMs)}</time>
            </div>
          </article>
        ))}
      </div>
    </>
  );
}
