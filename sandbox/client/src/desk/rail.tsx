import { AppstoreOutlined, MessageOutlined, NotificationOutlined } from "@ant-design/icons";
import { Badge, Dropdown } from "antd";
import type { ReactNode } from "react";
import type { Desk, InboxMessage, TaskStatus } from "../api/types";
import { Avatar } from "../chat/avatar";
import { useDirectory } from "../corp";
import { useSelection } from "../selection";
import { toMs } from "../time";
import { useCompanyMenu } from "./company-menu";
import { useSeen } from "./seen";

/** The narrow column of WeCom's desktop client: who is signed in, and the kinds of session. */
export function Rail({ desk, inbox }: { desk: Desk | undefined; inbox: InboxMessage[] | undefined }) {
  const { member, session, select } = useSelection();
  const { corp, memberName } = useDirectory();
  const { unseen } = useSeen(member ?? "");
  const waiting =
    (desk?.tasks ?? []).filter((task) => isOpen(task.status)).length +
    (desk?.moments ?? []).filter((task) => isOpen(task.status)).length;
  const company = useCompanyMenu();
  const items = corp.members.map((row) => ({
    key: row.userid,
    disabled: row.leftAt !== undefined,
    label: (
      <span className="member-item">
        <Avatar id={row.userid} name={row.name} size={24} />
        {row.name}
        <span className="muted">
          {row.leftAt ? "已离职" : row.position || (row.contactEnabled ? "" : "未开通客户联系")}
        </span>
      </span>
    ),
  }));
  const choose = ({ key }: { key: string }): void => {
    if (corp.members.some((row) => row.userid === key)) change(key);
  };
  const change = (key: string): void => select({ member: key, session: null, memberPage: null });
  const chats = session?.kind === "customer" || session?.kind === "group";
  const firstChat = desk?.customers[0];
  return (
    <nav className="rail" aria-label="企业微信">
      <Dropdown
        menu={{ items: [...items, ...company], onClick: choose, selectedKeys: member ? [member] : [] }}
        trigger={["click"]}
      >
        <button
          type="button"
          className="rail-me"
          aria-label={`切换成员，当前是${memberName(member ?? "")}`}
          data-tour="member"
        >
          <Avatar id={member ?? ""} name={memberName(member ?? "")} size={34} />
          <span>{memberName(member ?? "")}</span>
        </button>
      </Dropdown>
      <RailButton
        label="消息"
        icon={<MessageOutlined />}
        on={chats}
        onClick={() => select({ session: firstChat ? { kind: "customer", id: firstChat.externalUserid } : null })}
      />
      <RailButton
        label="群发助手"
        icon={<NotificationOutlined />}
        on={session?.kind === "mass"}
        count={waiting}
        onClick={() => select({ session: { kind: "mass" } })}
        tour="mass"
      />
      <RailButton
        label="应用"
        icon={<AppstoreOutlined />}
        on={session?.kind === "app"}
        count={inbox && unseen("app", toMs(inbox.at(-1)?.at ?? 0)) ? 1 : 0}
        dot
        onClick={() => select({ session: { kind: "app" } })}
      />
    </nav>
  );
}

interface RailButtonProps {
  label: string;
  icon: ReactNode;
  on: boolean;
  count?: number;
  dot?: boolean;
  onClick: () => void;
  tour?: string;
}

function RailButton({ label, icon, on, count = 0, dot, onClick, tour }: RailButtonProps) {
  return (
    <button
      type="button"
      className={on ? "rail-item rail-on" : "rail-item"}
      aria-label={label}
      aria-pressed={on}
      onClick={onClick}
      data-tour={tour}
    >
      <Badge count={count} dot={dot === true && count > 0} size="small" offset={[2, 0]}>
        <span className="rail-icon">{icon}</span>
      </Badge>
      <span>{label}</span>
    </button>
  );
}

/** Waits for the member to act. */
export const isOpen = (status: TaskStatus): boolean => status === "waiting";
