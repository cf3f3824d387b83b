import { useQuery } from "@tanstack/react-query";
import type { CustomerConsents } from "../../../src/archive/archive.schema";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import type { Wire } from "../../shared/wire";
import { consentWords } from "../../shared/words";
import { api } from "../api";

type Consents = Wire<CustomerConsents>;

/** Whether the customer agreed to have the conversations kept: with each member, and in each group. */
export function ConsentCard({ externalUserid }: { externalUserid: string }) {
  const answer = useQuery({
    queryKey: ["/archive/consents", externalUserid],
    queryFn: ({ signal }) => api.get<{ data: Consents }>("/archive/consents", { externalUserid }, signal),
  });
  const data = answer.data?.data;
  // Without an archive there is nothing to agree to.
  if (!data?.configured) return null;
  return (
    <section className="ct-card">
      <h2>存档授权</h2>
      {data.consents.length === 0 && <p className="ct-quiet">{emptyWords(data.archivedMembers)}</p>}
      {data.consents.map((consent) => (
        <div key={`${consent.kind}${consent.party}`} className="cu-line">
          <span>
            <strong className="ct-name">{consent.name || "未命名的群"}</strong>
            <Tag tone={consentWords[consent.state].tone}>{consentWords[consent.state].words}</Tag>
          </span>
          {consent.changedAt && consent.state !== "assumed" && (
            <small className="ct-quiet">
              <Time at={consent.changedAt} />
            </small>
          )}
        </div>
      ))}
      {data.consents.some((consent) => consent.state === "refused") && (
        <p className="ct-quiet ct-small">不同意期间，企业微信不存档这位客户发出的消息。</p>
      )}
    </section>
  );
}

function emptyWords(archived: string[]): string {
  if (archived.length === 0) return "联系这位客户的成员没有开通会话存档。";
  return `${archived.join("、")} 已开通会话存档，授权情况每天核对一次。`;
}
