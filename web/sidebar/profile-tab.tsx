import { Descriptions, Tag } from "antd";
import { calendarWords, dateKind, daysLeftWords } from "../shared/words";
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
      <Descriptions column={1} size="small">
        {profile.dates.map((date) => (
          <Descriptions.Item key={`${date.kind}${date.label}`} label={date.label || dateKind[date.kind]}>
            {calendarWords(date)}({daysLeftWords(date.daysLeft)})
          </Descriptions.Item>
        ))}
        {profile.relations.map((relation) => (
          <Descriptions.Item key={relation.userid} label="负责人">
            {relation.name}
          </Descriptions.Item>
        ))}
        {profile.groups.length > 0 && (
          <Descriptions.Item label="所在群">
            {profile.groups.map((group) => group.name || "未命名的群").join("、")}
          </Descriptions.Item>
        )}
        {description && <Descriptions.Item label="描述">{description}</Descriptions.Item>}
      </Descriptions>
    </>
  );
}
