import { App } from "antd";
import { useCallback, useEffect, useRef } from "react";
import { useLive } from "../api/live";
import type { Desk as DeskData, InboxMessage } from "../api/types";
import { useDirectory } from "../corp";
import { productPath } from "../frame/address";
import type { Effect } from "../frame/web-frame";
import { type Session, useSelection } from "../selection";
import { Nothing } from "../state-views";
import { AppChat } from "./app-chat";
import { MassTasks } from "./mass-tasks";
import { Rail } from "./rail";
import { Sessions } from "./sessions";
import { SideFrame } from "./side-frame";
import { CustomerChat, GroupChat } from "./talk";

export type DeskPane = "all" | "talk" | "side";

/** The member's WeCom: sessions, the open chat, and the web view beside it. `pane` picks one part on a narrow screen. */
export function Desk({ nowMs, pane }: { nowMs: number; pane: DeskPane }) {
  const { member, session, memberPage, sidebarOpen, select } = useSelection();
  const { isMember, memberName } = useDirectory();
  const { message } = App.useApp();
  const desk = useLive<DeskData>(member ? `/members/${encodeURIComponent(member)}/desk` : null);
  const inbox = useLive<{ messages: InboxMessage[] }>(member ? `/inbox/${encodeURIComponent(member)}` : null);

  // once for each member: a session from the address that this member does not have closes, and the latest opens by itself
  const checked = useRef<string | null>(null);
  useEffect(() => {
    if (!desk.data || checked.current === member) return;
    checked.current = member;
    if (session !== null && has(desk.data, session)) return;
    const newest = desk.data.customers.toSorted((a, b) => b.lastTalkAt - a.lastTalkAt)[0];
    if (!newest || pane !== "all") return select({ session: null });
    const id = newest.externalUserid;
    select({ session: { kind: "customer", id }, customer: id, phoneChat: member, phonePage: null });
  }, [desk.data, session, member, select, pane]);

  const openPage = useCallback(
    (url: string) => {
      if (productPath(url) === null) window.open(url, "_blank", "noopener");
      else select({ memberPage: url, sidebarOpen: true });
    },
    [select],
  );
  const onEffect = useCallback(
    (effect: Effect) => {
      if (effect.type === "openChat" && effect.chatId) select({ session: { kind: "group", id: effect.chatId } });
      else if (effect.type === "openChat" && effect.peer) select({ session: { kind: "customer", id: effect.peer } });
      else if (effect.type === "openChat") void message.info(`与同事${effect.name}的会话不在沙盒里显示`);
      else if (effect.type === "profile")
        void message.info(`${isMember(effect.userid) ? "同事" : "客户"} ${effect.name}`);
      else if (effect.type === "close") select(memberPage ? { memberPage: null } : { sidebarOpen: false });
    },
    [select, message, isMember, memberPage],
  );

  if (!member) return <Nothing text="企业里还没有成员" />;
  const beside = memberPage !== null || session?.kind === "customer" || session?.kind === "group";
  const showsSide = pane === "side" || (pane === "all" && sidebarOpen && beside);
  return (
    <section className={`device desk desk-${pane}`} aria-label={`${memberName(member)}的企业微信`}>
      {pane === "side" ? null : (
        <>
          <Rail desk={desk.data} inbox={inbox.data?.messages} />
          <Sessions
            desk={desk}
            inbox={inbox.data?.messages ?? []}
            nowMs={nowMs}
            hidden={pane === "talk" && session !== null}
          />
          <main className="talk" hidden={pane === "talk" && session === null}>
            {session?.kind === "customer" ? (
              <CustomerChat
                key={session.id}
                member={member}
                peer={session.id}
                desk={desk.data}
                nowMs={nowMs}
                onOpen={openPage}
              />
            ) : null}
            {session?.kind === "group" ? (
              <GroupChat
                key={session.id}
                member={member}
                chatId={session.id}
                desk={desk.data}
                nowMs={nowMs}
                onOpen={openPage}
              />
            ) : null}
            {session?.kind === "app" ? <AppChat member={member} inbox={inbox} nowMs={nowMs} onOpen={openPage} /> : null}
            {session?.kind === "mass" ? <MassTasks member={member} desk={desk} nowMs={nowMs} /> : null}
            {session === null ? <Nothing text="选择左侧的会话，就能看到聊天和侧边栏" /> : null}
          </main>
        </>
      )}
      {showsSide ? <SideFrame member={member} onEffect={onEffect} /> : null}
    </section>
  );
}

function has(desk: DeskData, session: Session): boolean {
  if (session.kind === "customer") return desk.customers.some((row) => row.externalUserid === session.id);
  if (session.kind === "group") return desk.groups.some((row) => row.chatId === session.id);
  return true;
}
