import { CameraOutlined } from "@ant-design/icons";
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

interface ConversationsProps {
  customer: string;
  phone: Live<{ messages: PhoneMessage[] }>;
  groups: ReadonlyMap<string, string>;
  nowMs: number;
}

/** The customer's chat list: one line per member and per group, the newest first. */
export function Conversations({ customer, phone, groups, nowMs }: ConversationsProps) {
  const { select } = useSelection();
  const directory = useDirectory();
  const { customers, corp, isMember } = directory;
  const row = customers.find((entry) => entry.externalUserid === customer);
  const partners = [
    ...(row?.followers ?? []).map(({ userid }) => userid),
    ...corp.kfAccounts.map((account) => account.openKfId),
  ];
  const tails = useTails(partners.map((id) => ({ key: pairKey(id, customer), path: pairPath(id, customer) })));
  const rows = rowsOf(row, phone.data?.messages ?? [], tails, groups, directory);
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
                  {isMember(entry.id) ? <span className="wecom-tag">@{company}</span> : null}
                </span>
                <time className="muted">{entry.at ? shortTime(entry.at, nowMs) : ""}</time>
              </span>
              <span className="session-detail">{entry.detail}</span>
            </span>
          </button>
        ))}
        {phone.data && rows.length === 0 ? <Nothing text="还没有添加任何成员，点上方扫码添加" /> : null}
      </div>
    </>
  );
}

export const MOMENTS = "moments";

/** Members who are in the address book or have written, 微信客服, groups that were heard of, and the members' moments. */
function rowsOf(
  customer: CustomerRow | undefined,
  messages: PhoneMessage[],
  tails: Tails,
  groups: ReadonlyMap<string, string>,
  { nameOf, corp }: Pick<ReturnType<typeof useDirectory>, "nameOf" | "corp">,
): Row[] {
  const rows = new Map<string, Row>();
  const person = (id: string, detail: string): Row => ({
    id,
    name: nameOf(id),
    icon: <Avatar key={id} id={id} name={nameOf(id)} />,
    detail,
    at: 0,
  });
  const empty = (message: PhoneMessage): Row => {
    if (message.via === "moment")
      return {
        id: MOMENTS,
        name: "朋友圈",
        icon: <CameraOutlined key={MOMENTS} className="avatar avatar-moments" />,
        detail: "",
        at: 0,
      };
    const { chatId } = message;
    if (chatId)
      return {
        id: chatId,
        name: groups.get(chatId) || "群聊",
        icon: <GroupAvatar key={chatId} id={chatId} />,
        detail: "",
        at: 0,
      };
    return person(message.from, "");
  };
  for (const { userid } of customer?.followers ?? []) rows.set(userid, person(userid, "您已添加，可以开始聊天了"));
  for (const [chatId, name] of groups)
    rows.set(chatId, {
      id: chatId,
      name: name || "群聊",
      icon: <GroupAvatar key={chatId} id={chatId} />,
      detail: "您在这个群里",
      at: 0,
    });
  for (const message of messages) {
    const fresh = empty(message);
    const known = rows.get(fresh.id) ?? fresh;
    rows.set(fresh.id, message.at >= known.at ? { ...known, detail: detailOf(message), at: message.at } : known);
  }
  for (const { openKfId } of corp.kfAccounts) if (!rows.has(openKfId)) rows.set(openKfId, person(openKfId, "微信客服"));
  for (const row of rows.values()) {
    const tail = tails.get(customer && row.id !== MOMENTS ? pairKey(row.id, customer.externalUserid) : row.id);
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
