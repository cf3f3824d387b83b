import { useQuery } from "@tanstack/react-query";
import { Avatar, Descriptions, Empty, Tag } from "antd";
import { Link, useParams } from "react-router";
import type { CustomerProfile } from "../../../src/contacts/contacts.schema";
import type { Wire } from "../../shared/wire";
import { stageWords } from "../../shared/words";
import { api } from "../api";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { CustomerCare } from "./customer-care";
import { CustomerTags } from "./customer-tags";
import { CustomerTimeline } from "./customer-timeline";
import { DatesCard } from "./dates-card";

export type Profile = Wire<CustomerProfile>;

const genders = ["", "男", "女"];
const relationWords: Record<string, string> = {
  half: "待通过",
  full: "好友",
  deleted_by_customer: "客户已删除成员",
  deleted_by_member: "成员已删除客户",
};

/** 360°: identity and dates left, timeline in the middle, tags, care and groups right. */
export function CustomerPage() {
  const { externalUserid = "" } = useParams();
  const path = `/customers/${encodeURIComponent(externalUserid)}`;
  const profile = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<{ data: Profile }>(path, {}, signal),
    refetchInterval: 30_000,
  });
  if (profile.error) return <Problem error={profile.error} onRetry={() => profile.refetch()} />;
  const data = profile.data?.data;
  if (!data) return <PageSkeleton rows={10} />;
  const remark = data.relations.find((relation) => relation.remark)?.remark;
  return (
    <>
      <PageHead
        title={
          <span className="ct-person">
            <Avatar size={40} src={data.avatar || undefined}>
              {data.name.slice(0, 1)}
            </Avatar>
            <span>{remark || data.name}</span>
            <Tag>{stageWords[data.stage]}</Tag>
          </span>
        }
        hint={remark && remark !== data.name ? `微信名 ${data.name}` : undefined}
        extra={<Link to={`/conversations?externalUserid=${encodeURIComponent(externalUserid)}`}>查看会话</Link>}
      />
      <div className="ct-three">
        <div>
          <section className="ct-card">
            <h2>资料</h2>
            <Descriptions column={1} size="small">
              {genders[data.gender] && <Descriptions.Item label="性别">{genders[data.gender]}</Descriptions.Item>}
              {data.corpName && <Descriptions.Item label="公司">{data.corpName}</Descriptions.Item>}
              {data.position && <Descriptions.Item label="职务">{data.position}</Descriptions.Item>}
              <Descriptions.Item label="最近往来">
                <Time at={data.lastActivityAt} />
              </Descriptions.Item>
            </Descriptions>
            {data.relations.map((relation) => (
              <div key={relation.userid} className="ct-relation">
                <strong>{relation.name}</strong>
                <span className="ct-quiet">
                  {relationWords[relation.status]} · <Time at={relation.followedAt} />
                </span>
                {relation.description && <p>{relation.description}</p>}
                {relation.mobiles && relation.mobiles.length > 0 && <p>{relation.mobiles.join("、")}</p>}
              </div>
            ))}
            {data.relations.length === 0 && <Empty description="目前没有成员在联系这位客户。" />}
          </section>
          <DatesCard externalUserid={externalUserid} dates={data.dates} />
        </div>
        <CustomerTimeline path={path} />
        <div>
          <CustomerTags path={path} profile={data} />
          <CustomerCare externalUserid={externalUserid} />
          <section className="ct-card">
            <h2>客户群</h2>
            {data.groups.length === 0 && <p className="ct-quiet">不在任何客户群里。</p>}
            {data.groups.map((group) => (
              <div key={group.chatId} className="ct-relation">
                <strong>{group.name || "未命名的群"}</strong>
                <span className="ct-quiet">
                  群主 {group.ownerName}
                  {group.status === "dismissed" && " · 已解散"}
                </span>
              </div>
            ))}
          </section>
        </div>
      </div>
    </>
  );
}
