import type { ReactNode } from "react";
import type { Live } from "../api/live";
import type { CustomerRow, PhoneMessage } from "../api/types";
import { Avatar, GroupAvatar } from "../chat/avatar";
import { summaryOf } from "../chat/content";
import { useDirectory } from "../corp";
import { useSelection } from "../selection";
import { Failure, Nothing, Waiting } from "../state-views";
import { shortTime, toMs } from "../time";

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
  const { customers, memberName, corp, isMember } = useDirectory();
  const row = customers.find((entry) => entry.externalUserid === customer);
  const rows = rowsOf(row, phone.data?.messages ?? [], memberName, isMember);
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

function rowsOf(
  customer: CustomerRow | undefined,
  messages: PhoneMessage[],
  memberName: (id: string) => string,
  isMember: (id: string) => boolean,
): Row[] {
  const rows = new Map<string, Row>();
  for (const { userid } of customer?.relations ?? []) {
    rows.set(userid, {
      id: userid,
      name: memberName(userid),
      icon: <Avatar id={userid} name={memberName(userid)} />,
      detail: "已添加",
      at: 0,
    });
  }
  for (const message of messages) {
    const id = message.chatId ?? message.from;
    if (!message.chatId && !isMember(message.from)) continue;
    const known = rows.get(id);
    const icon = message.chatId ? <GroupAvatar id={id} /> : <Avatar id={id} name={memberName(id)} />;
    const name = known?.name ?? (message.chatId ? "群聊" : memberName(id));
    if (!known || message.at >= known.at) rows.set(id, { id, name, icon, detail: detailOf(message), at: message.at });
  }
  return [...rows.values()].sort((a, b) => toMs(b.at) - toMs(a.at));
}

function detailOf({ text, attachments }: PhoneMessage): string {
  if (text) return text;
  const first = attachments?.[0];
  return first ? summaryOf(first.msgtype, first) : "";
}
