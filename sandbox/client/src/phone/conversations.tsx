import type { ReactNode } from "react";
import { pairKey } from "../api/journal";
import type { Live } from "../api/live";
import { pairPath, useTails } from "../api/tails";
import type { ChatMessage, CustomerRow, PhoneMessage } from "../api/types";
import { Avatar, GroupAvatar } from "../chat/avatar";
import { summaryOf } from "../chat/content";
import { useDirectory } from "../corp";
import { useSelection } from "../selection";
import { Failure, Nothing, Waiting } from "../state-views";
import { shortTime, toMs } from "../time";

type Tails = ReadonlyMap<string, ChatMessage>;

interface Row {
  id: string;
  name: string;
  icon: ReactNode;
  detail: string;
  at: number;
}

/** The customer's chat list: one line per member and per group, the newest first. */
export function Conversations({
  customer,
  phone,
  nowMs,
}: {
  customer: string;
  phone: Live<{ messages: PhoneMessage[] }>;
  nowMs: number;
}) {
  const { select } = useSelection();
  const directory = useDirectory();
  const { customers, corp } = directory;
  const row = customers.find((entry) => entry.externalUserid === customer);
  const tails = useTails(
    (row?.followers ?? []).map(({ userid }) => ({ key: pairKey(userid, customer), path: pairPath(userid, customer) })),
  );
  const rows = rowsOf(row, phone.data?.messages ?? [], tails, directory);
  const company = corp.name ?? "企业微信";
  return (
    <>
      <header className="phone-header">
        <span className="phone-title">微信</span>
      </header>
      <div className="scroll phone-list">
        {phone.error ? <Failure error={phone.error} retry={phone.reload} /> : null}
        {phone.loading ? <Waiting /> : null}
        {rows.map((entry) => (
          <button type="button" key={entry.id} className="session" onClick={() => select({ phoneChat: entry.id })}>
            {entry.icon}
            <span className="session-text">
              <span className="session-top">
                <span className="session-name">
                  {entry.name}
                  {entry.id.startsWith("wr") ? null : <span className="wecom-tag">@{company}</span>}
                </span>
                <time className="muted">{entry.at ? shortTime(entry.at, nowMs) : ""}</time>
              </span>
              <span className="session-detail">{entry.detail}</span>
            </span>
          </button>
        ))}
        {phone.data && rows.length === 0 ? <Nothing text="还没有添加任何成员,点上方扫码添加" /> : null}
      </div>
    </>
  );
}

interface Names {
  memberName: (id: string) => string;
  isMember: (id: string) => boolean;
}

/** Members who are in the address book or have written, and groups that were heard of. */
function rowsOf(
  customer: CustomerRow | undefined,
  messages: PhoneMessage[],
  tails: Tails,
  { memberName, isMember }: Names,
): Row[] {
  const rows = new Map<string, Row>();
  const member = (id: string): Row => ({
    id,
    name: memberName(id),
    icon: <Avatar key={id} id={id} name={memberName(id)} />,
    detail: "",
    at: 0,
  });
  for (const { userid } of customer?.followers ?? [])
    rows.set(userid, { ...member(userid), detail: "您已添加,可以开始聊天了" });
  for (const message of messages) {
    const id = message.chatId ?? message.from;
    if (!message.chatId && !isMember(message.from)) continue;
    const known =
      rows.get(id) ??
      (message.chatId ? { id, name: "群聊", icon: <GroupAvatar key={id} id={id} />, detail: "", at: 0 } : member(id));
    rows.set(id, message.at >= known.at ? { ...known, detail: detailOf(message), at: message.at } : known);
  }
  for (const row of rows.values()) {
    const tail = tails.get(customer && isMember(row.id) ? pairKey(row.id, customer.externalUserid) : row.id);
    if (tail && tail.at >= row.at)
      rows.set(row.id, { ...row, detail: summaryOf(tail.msgtype, tail.content), at: tail.at });
  }
  return [...rows.values()].sort((a, b) => toMs(b.at) - toMs(a.at));
}

function detailOf({ text, attachments }: PhoneMessage): string {
  if (text) return text;
  const first = attachments?.[0];
  return first ? summaryOf(first.msgtype, first) : "";
}
