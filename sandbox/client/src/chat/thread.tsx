import { Fragment, type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { act } from "../api/http";
import type { ChatMessage } from "../api/types";
import { useDirectory } from "../corp";
import { useAction } from "../notify";
import { bubbleTime, fullTime, toMs } from "../time";
import { Avatar } from "./avatar";
import { Content } from "./content";

const PAUSE_MS = 5 * 60_000;

interface ThreadProps {
  messages: ChatMessage[];
  /** whose messages stand on the right */
  own: string;
  nowMs: number;
  showNames?: boolean;
  onOpen: (url: string) => void;
  footer?: ReactNode;
}

/** A chat as WeChat shows it: bubbles, times after a pause, grey lines for what is not said. Stays at the newest message unless the reader scrolled up. */
export function Thread({ messages, own, nowMs, showNames, onOpen, footer }: ThreadProps) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = messages.at(-1)?.msgid;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last message is what moves the view
  useLayoutEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const recalled = new Set(messages.filter((row) => row.msgtype === "revoke").map((row) => revokedId(row.content)));
  return (
    <div
      className="thread"
      ref={box}
      onScroll={({ currentTarget: at }) => {
        atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < 60;
      }}
    >
      <div className="thread-inner" role="log" aria-live="polite">
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const pause = !before || toMs(message.at) - toMs(before.at) > PAUSE_MS;
          return (
            <Fragment key={message.msgid}>
              {pause ? <div className="thread-time">{bubbleTime(message.at, nowMs)}</div> : null}
              <Line
                message={message}
                own={own}
                showName={showNames === true}
                onOpen={onOpen}
                recalled={message.recalled === true || recalled.has(message.msgid)}
              />
            </Fragment>
          );
        })}
        {footer}
      </div>
    </div>
  );
}

const revokedId = (content: unknown): string => {
  const fields = (content ?? {}) as { pre_msgid?: string; revoke?: { pre_msgid?: string } };
  return fields.pre_msgid ?? fields.revoke?.pre_msgid ?? "";
};

interface LineProps {
  message: ChatMessage;
  own: string;
  showName: boolean;
  recalled: boolean;
  onOpen: (url: string) => void;
}

function Line({ message, own, showName, recalled, onOpen }: LineProps) {
  const { nameOf, avatarOf } = useDirectory();
  const mine = message.from.toLowerCase() === own.toLowerCase();
  const name = message.fromName || nameOf(message.from);
  if (message.msgtype === "revoke") return null;
  if (recalled) return <div className="thread-note">{mine ? "您" : name}撤回了一条消息</div>;
  if (message.msgtype === "agree" || message.msgtype === "disagree") {
    return (
      <div className="thread-note">
        {name}
        {message.msgtype === "agree" ? "同意" : "不同意"}存档会话内容
      </div>
    );
  }
  const plain = message.msgtype === "text" || message.msgtype === "voice" || message.msgtype === "markdown";
  return (
    <div className={mine ? "line line-own" : "line"}>
      <Avatar id={message.from} name={name} src={avatarOf(message.from)} />
      <div className="line-body">
        {showName && !mine ? <span className="line-name">{name}</span> : null}
        <div className={plain ? "bubble" : "bubble bubble-card"} title={fullTime(message.at)}>
          <Content msgtype={message.msgtype} content={message.content} onOpen={onOpen} />
        </div>
        {via(message.via)}
        {mine && SAID_BY_HAND.has(message.via ?? "") ? <Recall msgid={message.msgid} /> : null}
      </div>
    </div>
  );
}

/** What a person wrote in a chat; sends of the company cannot be taken back here. */
const SAID_BY_HAND = new Set(["chat", "group"]);

/** Shown to who points at or tabs to the message. */
function Recall({ msgid }: { msgid: string }) {
  const { busy, run } = useAction();
  return (
    <button
      type="button"
      className="line-recall"
      disabled={busy}
      onClick={() => void run(() => act("message.recall", { msgid }))}
    >
      撤回
    </button>
  );
}

const VIA: Record<string, string> = { welcome: "欢迎语", groupmsg: "群发助手" };
const via = (kind: string | undefined): ReactNode =>
  kind && VIA[kind] ? <span className="line-via">{VIA[kind]}</span> : null;
