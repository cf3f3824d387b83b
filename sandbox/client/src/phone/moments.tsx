import { CommentOutlined, HeartFilled, HeartOutlined, LeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { act } from "../api/http";
import { useLive } from "../api/live";
import type { MomentRow } from "../api/types";
import { Avatar } from "../chat/avatar";
import { Content } from "../chat/content";
import { useAction } from "../notify";
import { useSelection } from "../selection";
import { Failure, Nothing, Waiting } from "../state-views";
import { bubbleTime } from "../time";

interface MomentsProps {
  customer: string;
  nowMs: number;
  onOpen: (url: string) => void;
}

/** What members published for this customer, the newest first. */
export function Moments({ customer, nowMs, onOpen }: MomentsProps) {
  const { select } = useSelection();
  const seen = useLive<{ moments: MomentRow[] }>(`/moments?of=${encodeURIComponent(customer)}`);
  const moments = seen.data?.moments ?? [];
  return (
    <>
      <header className="phone-header">
        <Button type="text" icon={<LeftOutlined />} aria-label="返回" onClick={() => select({ phoneChat: null })} />
        <span className="phone-title">朋友圈</span>
        <span className="phone-gap" />
      </header>
      <div className="scroll phone-list">
        {seen.error ? <Failure error={seen.error} retry={seen.reload} /> : null}
        {seen.loading ? <Waiting /> : null}
        {seen.data && moments.length === 0 ? <Nothing text="成员发表客户朋友圈后会出现在这里" /> : null}
        {moments.map((moment) => (
          <Moment
            key={`${moment.momentId} ${moment.userid}`}
            moment={moment}
            customer={customer}
            nowMs={nowMs}
            onOpen={onOpen}
          />
        ))}
      </div>
    </>
  );
}

function Moment({ moment, customer, nowMs, onOpen }: { moment: MomentRow } & MomentsProps) {
  const { busy, run } = useAction();
  const { momentId, userid, name, liked, comments } = moment;
  const who = { momentId, userid, externalUserid: customer };
  return (
    <article className="moment">
      <Avatar id={userid} name={name} />
      <div className="moment-body">
        <b>{name}</b>
        {moment.text ? <p>{moment.text}</p> : null}
        {moment.attachments.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: attachments of a published moment never move
          <Content key={index} msgtype={row.msgtype} content={row} onOpen={onOpen} />
        ))}
        <footer className="moment-foot">
          <time className="muted grow">{bubbleTime(moment.at, nowMs)}</time>
          <Button
            type="text"
            icon={liked ? <HeartFilled className="moment-liked" /> : <HeartOutlined />}
            aria-label={liked ? "已赞" : "赞"}
            disabled={busy || liked}
            onClick={() => void run(() => act("moment.like", who))}
          />
          <Button
            type="text"
            icon={<CommentOutlined />}
            aria-label="评论"
            disabled={busy}
            onClick={() => void run(() => act("moment.comment", who), "已评论")}
          >
            {comments > 0 ? comments : null}
          </Button>
        </footer>
      </div>
    </article>
  );
}
