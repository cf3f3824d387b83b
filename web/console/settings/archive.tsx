import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { ArchiveOverview } from "../../../src/archive/archive.schema";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import { spokenNumber } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { consentWords } from "../../shared/words";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { ArchiveGaps } from "./archive-gaps";
import "./archive.css";

type Overview = Wire<ArchiveOverview>;

const PATH = "/archive/overview";

/** Whose conversations are kept, who agreed to it, and what is missing. */
export function Archive() {
  const answer = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<{ data: Overview }>(PATH, {}, signal),
    refetchInterval: 30_000,
  });
  const data = answer.data?.data;
  return (
    <>
      <PageHead title="会话存档" hint="存了谁的会话，客户是否同意，有没有缺漏。" />
      {answer.error && <Problem error={answer.error} onRetry={() => answer.refetch()} />}
      {!data && !answer.error && <PageSkeleton />}
      {data && !data.configured && (
        <section className="ct-card">
          <Blank action={<Link to="/settings/setup#part-archive">去接入体检</Link>}>
            还没有配置会话存档。配置好之后，成员与客户的会话会自动保存在这里，随时查找。
          </Blank>
        </section>
      )}
      {data?.configured && (
        <>
          <ArchiveGaps gaps={data.gaps} />
          <Members data={data} />
          <Consents data={data} />
        </>
      )}
    </>
  );
}

const refusals: Record<number, string> = {
  40001: "会话存档 Secret 不正确",
  60020: "本机出口 IP 不在可信名单",
  301052: "会话存档服务已到期",
  301053: "会话存档未开启",
};

function Members({ data }: { data: Overview }) {
  const { members, membersReadAt, refusal, keyVersions } = data;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>已生效的成员</h2>
        {members.length > 0 && <span className="ct-quiet">{spokenNumber(members.length)} 位</span>}
      </div>
      {refusal !== null && (
        <p className="ar-refusal">企业微信没有给出名单：{refusals[refusal] ?? `错误码 ${refusal}`}</p>
      )}
      {members.length === 0 && refusal === null && (
        <p className="ct-quiet">
          {membersReadAt
            ? "还没有成员开通。在企业微信管理后台「管理工具 - 会话内容存档」把成员加入开启范围。"
            : "名单每小时核对一次，稍后显示在这里。"}
        </p>
      )}
      {members.length > 0 && (
        <ul className="ar-members">
          {members.map((member) => (
            <li key={member.userid}>{member.name}</li>
          ))}
        </ul>
      )}
      <p className="ct-quiet ct-small">
        部门和标签已展开，超出名额的成员不在其中。
        {membersReadAt && (
          <>
            <Time at={membersReadAt} /> 核对。
          </>
        )}
        {keyVersions.length > 0 && `私钥版本：${keyVersions.join("、")}。`}
      </p>
    </section>
  );
}

function Consents({ data }: { data: Overview }) {
  return (
    <section className="ct-card">
      <h2>客户授权</h2>
      {data.consents.length === 0 && (
        <p className="ct-quiet">
          {data.consentsCheckedAt
            ? "已生效的成员还没有客户。添加客户后，授权情况会显示在这里。"
            : "每位客户与成员的授权情况每天核对一次，稍后显示在这里。"}
        </p>
      )}
      {data.consents.length > 0 && (
        <ul className="ar-consents">
          {data.consents.map(({ state, pairs }) => (
            <li key={state}>
              <strong>{spokenNumber(pairs)}</strong>
              <Tag tone={consentWords[state].tone}>{consentWords[state].words}</Tag>
            </li>
          ))}
        </ul>
      )}
      <p className="ct-quiet ct-small">
        按客户与成员逐对统计；每位客户的情况见客户资料页。不同意期间，企业微信不存档客户发出的消息。
        {data.consentsCheckedAt && (
          <>
            <Time at={data.consentsCheckedAt} /> 核对完一轮。
          </>
        )}
      </p>
    </section>
  );
}
