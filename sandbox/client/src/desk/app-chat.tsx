import { Fragment, useEffect, useRef } from "react";
import { act } from "../api/http";
import { useJournal } from "../api/journal";
import type { Live } from "../api/live";
import type { InboxMessage, JournalEntry } from "../api/types";
import { Avatar } from "../chat/avatar";
import { Composer } from "../chat/composer";
import { useDirectory } from "../corp";
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
  const { memberName } = useDirectory();
  const { look } = useSeen(member);
  const end = useRef<HTMLDivElement>(null);
  const { entries } = useJournal();
  const messages = inbox.data?.messages ?? [];
  const lines = linesOf(messages, entries, member);
  const press = (pressed: Pressed): Promise<boolean> => run(() => act("app.event", { userid: member, ...pressed }));
  const newest = lines.at(-1);
  const [newestKey, newestAt] = [newest?.key, newest?.at];
  useEffect(() => {
    if (newestKey && newestAt) look("app", toMs(newestAt));
    end.current?.scrollIntoView({ block: "end" });
  }, [newestKey, newestAt, look]);
  return (
    <>
      <TalkHeader title="常青" detail="应用消息" />
      <div className="thread">
        {inbox.error ? <Failure error={inbox.error} retry={inbox.reload} /> : null}
        {inbox.loading ? <Waiting /> : null}
        {!inbox.loading && !inbox.error && lines.length === 0 ? (
          <Nothing text="应用发来的消息和卡片会出现在这里，也可以在下方给应用发指令" />
        ) : null}
        <div className="thread-inner" role="log">
          {lines.map((line, index) => {
            const before = lines[index - 1];
            const pause = !before || toMs(line.at) - toMs(before.at) > PAUSE_MS;
            return (
              <Fragment key={line.key}>
                {pause ? <div className="thread-time">{bubbleTime(line.at, nowMs)}</div> : null}
                {line.card ? (
                  <div className="line">
                    <span className="avatar avatar-app">常</span>
                    <div className="line-body">
                      <AppCard message={line.card} onOpen={onOpen} onPress={press} />
                    </div>
                  </div>
                ) : (
                  <div className="line line-own">
                    <Avatar id={member} name={memberName(member)} />
                    <div className="line-body">
                      <div className="bubble bubble-text">{line.said}</div>
                    </div>
                  </div>
                )}
              </Fragment>
            );
          })}
          <div ref={end} />
        </div>
      </div>
      <Composer
        placeholder="给应用发消息，例如 帮助"
        busy={busy}
        onSend={(text) => run(() => act("app.message", { userid: member, text }))}
      />
    </>
  );
}

interface AppLine {
  key: string;
  at: number;
  card?: InboxMessage;
  said?: string;
}

/** What the app sent, and what the member wrote to it (WeCom keeps no inbox of that; the journal does). */
function linesOf(messages: InboxMessage[], entries: readonly JournalEntry[], member: string): AppLine[] {
  const cards = messages.map((card): AppLine => ({ key: card.msgid, at: card.at, card }));
  const words: AppLine[] = [];
  for (const { n, at, type, fields } of entries) {
    const said = fields as { userid?: string; text?: string } | undefined;
    if (type === "app.message" && said?.userid === member && said.text)
      words.push({ key: `j${n}`, at, said: said.text });
  }
  return words.length === 0 ? cards : [...cards, ...words].sort((a, b) => toMs(a.at) - toMs(b.at));
}
