import { Avatar, Tag } from "antd";
import { spokenTime } from "../shared/time";
import { dateKind, daysLeftWords } from "../shared/words";
import { ownRelation } from "./own-relation";
import type { CustomerProfile } from "./types";

const SOON_DAYS = 7;

/** Who this is, at a glance; chips only when they are true. */
export function ProfileHeader({ profile }: { profile: CustomerProfile }) {
  const own = ownRelation(profile);
  const grade = profile.relations.flatMap((relation) => relation.tags).find((tag) => /^[ABC]级?$/.test(tag.name));
  const soon = profile.dates.filter((date) => date.daysLeft <= SOON_DAYS);
  const name = own?.remark || profile.name;
  return (
    <header className="sb-header">
      <Avatar size={44} src={profile.avatar || undefined} className="sb-avatar">
        {name.slice(0, 1)}
      </Avatar>
      <div className="sb-who">
        <h1 title={name}>
          {name}
          {grade && <span className="sb-grade">{grade.name.replace(/级$/, "")}级</span>}
        </h1>
        <p>
          {name !== profile.name ? `微信名 ${profile.name} · ` : ""}
          {own ? `负责人 ${own.name}` : "暂无负责人"}
          {own?.followedAt ? ` · ${spokenTime(own.followedAt)}添加` : ""}
        </p>
        <div className="sb-chips">
          {soon.map((date) => (
            <Tag key={`${date.kind}${date.label}`} color="gold">
              {daysLeftWords(date.daysLeft)}
              {date.label || dateKind[date.kind]}
            </Tag>
          ))}
          {own?.status === "deleted_by_customer" && <Tag color="red">客户已删除您</Tag>}
          {own?.status === "half" && <Tag color="orange">待您通过</Tag>}
        </div>
      </div>
    </header>
  );
}
