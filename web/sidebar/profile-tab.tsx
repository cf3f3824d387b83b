import { Descriptions, Tag } from "antd";
import { spokenDay } from "../shared/time";
import { dateKind } from "../shared/words";
import type { CustomerProfile } from "./types";

export function ProfileTab({ profile }: { profile: CustomerProfile }) {
  const tags = profile.relations.flatMap((relation) => relation.tags);
  const unique = [...new Map(tags.map((tag) => [tag.id, tag])).values()];
  const description = profile.relations.find((relation) => relation.description)?.description;
  return (
    <>
      <div className="sb-tags">
        {unique.map((tag) => (
          <Tag key={tag.id}>{tag.name}</Tag>
        ))}
        {unique.length === 0 && <span className="sb-quiet">还没有标签</span>}
      </div>
      <Descriptions column={1} size="small" className="sb-facts">
        {profile.dates.map((date) => (
          <Descriptions.Item key={`${date.kind}-${date.month}-${date.day}`} label={dateKind[date.kind] ?? "重要日子"}>
            {dateWords(date)}
          </Descriptions.Item>
        ))}
        {profile.relations.map((relation) => (
          <Descriptions.Item key={relation.userid} label="负责人">
            {relation.memberName}
          </Descriptions.Item>
        ))}
        {description && <Descriptions.Item label="描述">{description}</Descriptions.Item>}
      </Descriptions>
    </>
  );
}

function dateWords(date: CustomerProfile["dates"][number]): string {
  const day = date.text ?? `${date.calendar === "lunar" ? "农历 " : ""}${date.month}月${date.day}日`;
  return date.next ? `${day}(${spokenDay(date.next.slice(0, 10))})` : day;
}
