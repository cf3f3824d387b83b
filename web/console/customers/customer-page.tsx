import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useNavigate, useParams } from "react-router";
import type { CustomerProfile } from "../../../src/contacts/contacts.schema";
import { Avatar } from "../../shared/parts/avatar";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import type { Wire } from "../../shared/wire";
import { genderWords, relationWords } from "../../shared/words";
import { api } from "../api";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Stage } from "../parts/stage";
import { TransferNotice } from "../transfers/transfer-notice";
import { useMe } from "../use-me";
import { ConsentCard } from "./consent-card";
import { CustomerCare } from "./customer-care";
import { CustomerTags } from "./customer-tags";
import { CustomerTimeline } from "./customer-timeline";
import { DatesCard } from "./dates-card";
import { FieldsCard } from "./fields-card";
import "./customers.css";

export type Profile = Wire<CustomerProfile>;

/** 360°: identity and dates left, timeline in the middle, tags, care and groups right. */
export function CustomerPage() {
  const { externalUserid = "" } = useParams();
  const go = useNavigate();
  const path = `/customers/${encodeURIComponent(externalUserid)}`;
  const profile = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<{ data: Profile }>(path, {}, signal),
    refetchInterval: 30_000,
  });
  const me = useMe();
  if (profile.error) return <Problem error={profile.error} onRetry={() => profile.refetch()} />;
  const data = profile.data?.data;
  if (!data) return <PageSkeleton rows={10} />;
  const giver = data.relations.find((relation) => relation.status === "full");
  const name = data.relations.find((relation) => relation.remark)?.remark || data.name;
  return (
    <>
      <PageHead
        name={name}
        title={
          <span className="ct-person">
            <Avatar name={name} src={data.avatar} size={44} />
            <span className="ct-ellipsis" title={name}>
              {name}
            </span>
            <Stage stage={data.stage} />
          </span>
        }
        extra={
          <>
            {giver && me && me.role !== "rep" && (
              <Button
                onClick={() =>
                  void go(
                    `/transfers?${new URLSearchParams({ tab: "onjob", from: giver.userid, pick: externalUserid })}`,
                  )
                }
              >
                转接给同事
              </Button>
            )}
            <Button
              type="primary"
              onClick={() => void go(`/conversations?externalUserid=${encodeURIComponent(externalUserid)}`)}
            >
              查看会话
            </Button>
          </>
        }
      />
      <div className="cu-columns">
        <div>
          <Identity profile={data} name={name} />
          <FieldsCard externalUserid={externalUserid} />
          <DatesCard externalUserid={externalUserid} dates={data.dates} />
        </div>
        <CustomerTimeline path={path} />
        <div>
          <CustomerTags path={path} profile={data} />
          <CustomerCare externalUserid={externalUserid} />
          <Groups groups={data.groups} />
          <ConsentCard externalUserid={externalUserid} />
        </div>
      </div>
    </>
  );
}

function Identity({ profile, name }: { profile: Profile; name: string }) {
  const pairs = [
    { label: "微信名", value: name !== profile.name && profile.name },
    { label: "性别", value: genderWords[profile.gender] },
    { label: "公司", value: profile.corpName },
    { label: "职务", value: profile.position },
  ].filter((pair) => pair.value);
  return (
    <section className="ct-card">
      <h2>资料</h2>
      <dl className="cu-pairs">
        {pairs.map((pair) => (
          <div key={pair.label} style={{ display: "contents" }}>
            <dt>{pair.label}</dt>
            <dd>{pair.value}</dd>
          </div>
        ))}
        <dt>最近往来</dt>
        <dd>
          <Time at={profile.lastActivityAt} />
        </dd>
      </dl>
      {profile.relations.map((relation) => (
        <div key={relation.userid} className="cu-line">
          <span>
            <strong className="ct-name">{relation.name}</strong>
            <Tag
              tone={relation.status === "full" ? "success" : relation.status === "transferred" ? "plain" : "warning"}
            >
              {relationWords[relation.status]}
            </Tag>
          </span>
          {relation.followedAt && (
            <small className="ct-quiet">
              <Time at={relation.followedAt} /> 添加
            </small>
          )}
          {relation.description && <p>{relation.description}</p>}
          {relation.mobiles && relation.mobiles.length > 0 && <p>{relation.mobiles.join("、")}</p>}
        </div>
      ))}
      <TransferNotice externalUserid={profile.externalUserid} />
      {profile.relations.length === 0 && <p className="ct-quiet">目前没有成员在联系这位客户。</p>}
    </section>
  );
}

function Groups({ groups }: { groups: Profile["groups"] }) {
  return (
    <section className="ct-card">
      <h2>客户群</h2>
      {groups.length === 0 && <p className="ct-quiet">还不在任何客户群里。</p>}
      {groups.map((group) => (
        <div key={group.chatId} className="cu-line">
          <span>
            <strong className="ct-name">{group.name || "未命名的群"}</strong>
            {group.status === "dismissed" && <Tag>已解散</Tag>}
          </span>
          <small className="ct-quiet">群主 {group.ownerName}</small>
        </div>
      ))}
    </section>
  );
}
