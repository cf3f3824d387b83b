import { Fragment, useEffect, useRef } from "react";
import { act } from "../api/http";
import type { Live } from "../api/live";
import type { InboxMessage } from "../api/types";
import { Composer } from "../chat/composer";
import { useAction } from "../notify";
import { Failure, Nothing, Waiting } from "../state-views";
import { bubbleTime, toMs } from "../time";
import { AppCard } from "./cards/app-card";
import type { Pressed } from "./cards/template-card";
import { useSeen } from "./seen";
import { TalkHeader } from "./talk";

const PAUSE_MS = 5 * 60_000;

interface AppChatProps {
  member: string;
  inbox: Live<{ messages: InboxMessage[] }>;
  nowMs: number;
  onOpen: (url: string) => void;
}

/** The app's chat with this member: its messages and cards, and what the member writes or presses, which goes to the app's callback. */
export function AppChat({ member, inbox, nowMs, onOpen }: AppChatProps) {
  const { busy, run } = useAction();
  const { look } = useSeen(member);
  const end = useRef<HTMLDivElement>(null);
  const messages = inbox.data?.messages ?? [];
  const newest = messages.at(-1);
  useEffect(() => {
    if (newest) look("app", toMs(newest.at));
    end.current?.scrollIntoView({ block: "end" });
  }, [newest, look]);
  const press = (message: InboxMessage, pressed: Pressed): Promise<boolean> =>
    run(() =>
      act("app.event", {
        userid: member,
        agentId: message.agentId,
        msgid: message.msgid,
        ...pressed,
        ...(message.responseCode ? { responseCode: message.responseCode } : {}),
      }),
    );
  return (
    <>
      <TalkHeader title="常青" detail="应用消息" />
      <div className="thread">
        {inbox.error ? <Failure error={inbox.error} retry={inbox.reload} /> : null}
        {inbox.loading ? <Waiting /> : null}
        {!inbox.loading && !inbox.error && messages.length === 0 ? (
          <Nothing text="应用发来的消息和卡片会出现在这里,也可以在下方给应用发指令" />
        ) : null}
        <div className="thread-inner" role="log">
          {messages.map((message, index) => {
            const before = messages[index - 1];
            const pause = !before || toMs(message.at) - toMs(before.at) > PAUSE_MS;
            return (
              <Fragment key={message.msgid}>
                {pause ? <div className="thread-time">{bubbleTime(message.at, nowMs)}</div> : null}
                <div className="line">
                  <span className="avatar avatar-app">常</span>
                  <div className="line-body">
                    <AppCard message={message} onOpen={onOpen} onPress={(pressed) => press(message, pressed)} />
                  </div>
                </div>
              </Fragment>
            );
          })}
          <div ref={end} />
        </div>
      </div>
      <Composer
        placeholder="给应用发消息,例如 帮助"
        busy={busy}
        onSend={(text) => run(() => act("app.message", { userid: member, text }))}
      />
    </>
  );
}
