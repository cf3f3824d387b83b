import { Avatar, Tag } from "antd";
import { spokenDay, spokenTime } from "../shared/time";
import { dateKind } from "../shared/words";
import type { CustomerProfile } from "./types";

const SOON_DAYS = 7;
const DAY_MS = 86_400_000;

/** Who this is, at a glance; chips only when they are true. */
export function ProfileHeader({ profile }: { profile: CustomerProfile }) {
  const { customer, relations } = profile;
  const own = relations[0];
  const grade = relations.flatMap((relation) => relation.tags).find((tag) => /^[ABC]级?$/.test(tag.name));
  const soon = profile.dates.filter((date) => date.next && (Date.parse(date.next) - Date.now()) / DAY_MS <= SOON_DAYS);
  const name = own?.remark || customer.name;
  return (
    <header className="sb-header">
      <Avatar size={44} src={customer.avatar || undefined} className="sb-avatar">
        {name.slice(0, 1)}
      </Avatar>
      <div className="sb-who">
        <h1 title={name}>
          {name}
          {grade && <span className="sb-grade">{grade.name.replace(/级$/, "")}级</span>}
        </h1>
        <p>
          {own?.remark && own.remark !== customer.name ? `微信名 ${customer.name} · ` : ""}
          {own ? `负责人 ${own.memberName}` : "暂无负责人"}
          {own?.createdAt ? ` · ${spokenTime(own.createdAt)}添加` : ""}
        </p>
        <div className="sb-chips">
          {soon.map((date) => (
            <Tag key={date.kind} color="gold">
              {spokenDay((date.next as string).slice(0, 10))}
              {dateKind[date.kind] ?? "重要日子"}
            </Tag>
          ))}
          {own?.status === "deleted_by_customer" && <Tag color="red">客户已删除您</Tag>}
        </div>
      </div>
    </header>
  );
}
