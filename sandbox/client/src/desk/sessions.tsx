import { NotificationOutlined, SearchOutlined } from "@ant-design/icons";
import { Badge, Input } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import { pairKey } from "../api/journal";
import type { Live } from "../api/live";
import { groupPath, pairPath, useTails } from "../api/tails";
import type { ChatMessage, Desk, InboxMessage } from "../api/types";
import { Avatar, GroupAvatar } from "../chat/avatar";
import { summaryOf } from "../chat/content";
import { type Selection, type Session, useSelection } from "../selection";
import { Failure, Nothing, Waiting } from "../state-views";
import { fullTime, shortTime, toMs } from "../time";
import { cardSummary } from "./cards/summary";
import { isOpen } from "./rail";
import { useSeen } from "./seen";

interface Row {
  key: string;
  session: Session;
  icon: ReactNode;
  name: string;
  detail: string;
  at: number;
  count: number;
}

const SHOWN = 120;
const PREVIEWS = 30;

/** Sessions, newest first; 群发助手 and the app stand among them as in the client. */
export function Sessions({
  desk,
  inbox,
  nowMs,
  hidden,
}: {
  desk: Live<Desk>;
  inbox: InboxMessage[];
  nowMs: number;
  hidden: boolean;
}) {
  const { session, select, member } = useSelection();
  const [filter, setFilter] = useState("");
  const { unseen } = useSeen(member ?? "");
  const wanted = useMemo(() => previewed(desk.data, member ?? ""), [desk.data, member]);
  const tails = useTails(wanted);
  const rows = useMemo(
    () => (desk.data ? rowsOf(desk.data, inbox, tails, member ?? "") : []),
    [desk.data, inbox, tails, member],
  );
  const shown = rows.filter((row) => row.name.toLowerCase().includes(filter.trim().toLowerCase())).slice(0, SHOWN);
  return (
    <aside className="sessions" aria-label="会话列表" hidden={hidden}>
      <div className="sessions-search">
        <Input
          allowClear
          size="small"
          prefix={<SearchOutlined />}
          placeholder="搜索"
          aria-label="搜索会话"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </div>
      <div className="scroll">
        {desk.error ? <Failure error={desk.error} retry={desk.reload} /> : null}
        {desk.loading ? <Waiting rows={8} /> : null}
        {shown.map((row) => (
          <button
            type="button"
            key={row.key}
            className={isSame(row.session, session) ? "session session-on" : "session"}
            aria-current={isSame(row.session, session)}
            title={row.name}
            onClick={() => select({ session: row.session, memberPage: null, ...otherEnd(row.session, member) })}
          >
            <Badge
              count={row.count}
              dot={row.count === 0 && row.at > 0 && row.key !== "mass" && unseen(row.key, toMs(row.at))}
              size="small"
            >
              {row.icon}
            </Badge>
            <span className="session-text">
              <span className="session-top">
                <span className="session-name">{row.name}</span>
                <time className="muted" title={row.at ? fullTime(row.at) : ""}>
                  {row.at ? shortTime(row.at, nowMs) : ""}
                </time>
              </span>
              <span className="session-detail">{row.detail}</span>
            </span>
          </button>
        ))}
        {!desk.loading && !desk.error && shown.length === 0 ? (
          <Nothing text={filter ? "没有名字相符的会话" : "还没有客户，请在右侧手机上扫码添加"} />
        ) : null}
      </div>
    </aside>
  );
}

type Tails = ReadonlyMap<string, ChatMessage>;

/** The conversations whose last words are shown: those that talked last. */
function previewed(desk: Desk | undefined, member: string): { key: string; path: string }[] {
  if (!desk) return [];
  const newest = [...desk.customers].sort((a, b) => b.lastTalkAt - a.lastTalkAt).slice(0, PREVIEWS);
  const groups = desk.groups.slice(0, PREVIEWS).map((row) => ({ key: row.chatId, path: groupPath(row.chatId) }));
  const pairs = newest.map(({ externalUserid: peer }) => ({
    key: pairKey(member, peer),
    path: pairPath(member, peer),
  }));
  return [...pairs, ...groups];
}

function rowsOf(desk: Desk, inbox: InboxMessage[], tails: Tails, member: string): Row[] {
  const customers = desk.customers.map((row): Row => {
    const name = row.remark || row.name;
    const tail = tails.get(pairKey(member, row.externalUserid));
    return {
      key: row.externalUserid,
      session: { kind: "customer", id: row.externalUserid },
      icon: <Avatar key={row.externalUserid} id={row.externalUserid} name={name} src={row.avatar} />,
      name,
      detail: row.relation === "half" ? "等待您通过" : tail ? summaryOf(tail.msgtype, tail.content) : "",
      at: Math.max(row.lastTalkAt || row.addedAt, tail?.at ?? 0),
      count: 0,
    };
  });
  const groups = desk.groups.map((row): Row => {
    const tail = tails.get(row.chatId);
    return {
      key: row.chatId,
      session: { kind: "group", id: row.chatId },
      icon: <GroupAvatar key={row.chatId} id={row.chatId} />,
      name: row.name || "客户群",
      detail: tail ? `${tail.fromName ?? ""}：${summaryOf(tail.msgtype, tail.content)}` : `${row.memberCount} 人`,
      at: tail?.at ?? 0,
      count: 0,
    };
  });
  const talks = [...customers, ...groups].sort((a, b) => b.at - a.at);
  const open =
    desk.tasks.filter((task) => isOpen(task.status)).length + desk.moments.filter((task) => isOpen(task.status)).length;
  const newest = inbox.at(-1);
  const fixed: Row[] = [
    {
      key: "app",
      session: { kind: "app" },
      icon: (
        <span key="app" className="avatar avatar-app">
          常
        </span>
      ),
      name: "常青",
      detail: newest ? cardSummary(newest) : "应用消息会出现在这里",
      at: newest?.at ?? 0,
      count: 0,
    },
    {
      key: "mass",
      session: { kind: "mass" },
      icon: <NotificationOutlined key="mass" className="avatar avatar-mass" />,
      name: "群发助手",
      detail: open > 0 ? `${open} 个任务等您确认` : "没有待确认的任务",
      at: desk.tasks.reduce((latest, task) => Math.max(latest, task.createdAt), 0),
      count: open,
    },
  ];
  return [...fixed, ...talks];
}

/** The phone shows the other end of the chat that was opened. */
const otherEnd = (session: Session, member: string | null): Partial<Selection> =>
  session.kind === "customer" ? { customer: session.id, phoneChat: member, phonePage: null } : {};

const isSame = (a: Session, b: Session | null): boolean =>
  b !== null && a.kind === b.kind && (!("id" in a) || !("id" in b) || a.id === b.id);
