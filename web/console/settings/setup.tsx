import { Button } from "antd";
import { useEffect } from "react";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import { Blank } from "../parts/blank";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { useMe } from "../use-me";
import { Pasted, Place, SetupFinding } from "./setup-finding";
import { partNames, partState, summary } from "./setup-words";
import { type PartView, type Setup as SetupData, useCheck, useSetup } from "./use-setup";
import "./setup.css";

/** Whether WeCom and this installation fit together; what does not work says where to put it right. */
export function Setup() {
  const setup = useSetup();
  const check = useCheck();
  const isAdmin = useMe()?.role === "admin";
  const data = setup.data?.data;
  const all = data?.parts.flatMap((part) => part.findings) ?? [];
  useAddressedPart(data !== undefined);
  const recheck = isAdmin ? check.mutate : undefined;
  const pending = check.isPending ? check.variables : undefined;
  return (
    <>
      <PageHead
        title="接入体检"
        hint={all.length > 0 ? summary(all) : "逐项检查企业微信与常青的连接，哪里没配好、到哪里改，都写明白。"}
        extra={
          recheck &&
          all.length > 0 && (
            <Button loading={pending === "all"} disabled={check.isPending} onClick={() => recheck("all")}>
              全部重新检查
            </Button>
          )
        }
      />
      {setup.error && <Problem error={setup.error} onRetry={() => setup.refetch()} />}
      {!data && !setup.error && <PageSkeleton />}
      {data && all.length === 0 && <FirstRun checking={check.isPending} onCheck={recheck && (() => recheck("all"))} />}
      {data && all.length > 0 && (
        <>
          <Overview data={data} />
          {data.parts.map((part) => (
            <Part key={part.part} part={part} pending={pending} onCheck={recheck} />
          ))}
        </>
      )}
      {data && <Addresses addresses={data.addresses} />}
    </>
  );
}

/** A link to one part leads there once it is drawn. */
function useAddressedPart(drawn: boolean): void {
  useEffect(() => {
    if (drawn && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [drawn]);
}

const steps = [
  "在企业微信管理后台新建自建应用，把企业 ID、AgentId、Secret 填进 .env",
  "应用详情里添加企业可信 IP、可信域名和授权回调域",
  "客户联系里设置使用范围，并把应用加入可调用接口的应用",
  "接收消息里填写回调 URL、Token 和 EncodingAESKey，勾选外部联系人变更回调",
  "聊天工具栏里配置侧边栏页面；需要存档的，再开启会话内容存档",
];

function FirstRun({ checking, onCheck }: { checking: boolean; onCheck: (() => void) | undefined }) {
  return (
    <section className="ct-card">
      <Blank
        action={
          onCheck ? (
            <Button type="primary" loading={checking} onClick={onCheck}>
              开始检查
            </Button>
          ) : (
            <span className="ct-quiet">由管理员开始检查</span>
          )
        }
      >
        还没有检查过。接入按下面的顺序进行，检查会指出停在哪一步。
      </Blank>
      <ol className="st-steps">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}

/** All parts at a glance, in the order of the set-up, and the one thing to do first. */
function Overview({ data }: { data: SetupData }) {
  return (
    <section className="ct-card">
      <nav className="st-parts" aria-label="检查项">
        {data.parts.map((part) => {
          const { state, words } = partState(part);
          return (
            <a key={part.part} href={`#part-${part.part}`} data-state={state}>
              <strong>{partNames[part.part]}</strong>
              <span>{words}</span>
            </a>
          );
        })}
      </nav>
      {data.next && (
        <p className="st-next">
          <strong>先处理：</strong>
          <a href={`#${data.next.id}`}>{data.next.title}</a>
          <span className="st-seen">{data.next.seen}</span>
        </p>
      )}
    </section>
  );
}

interface PartProps {
  part: PartView;
  pending: string | undefined;
  onCheck: ((part: PartView["part"]) => void) | undefined;
}

function Part({ part, pending, onCheck }: PartProps) {
  const { words, tone } = partState(part);
  return (
    <section className="ct-card st-part" id={`part-${part.part}`} aria-label={partNames[part.part]}>
      <div className="ct-card-head">
        <h2>{partNames[part.part]}</h2>
        <Tag tone={tone}>{words}</Tag>
        <span className="st-checked">
          {part.checkedAt && (
            <small className="ct-quiet">
              <Time at={part.checkedAt} /> 检查
            </small>
          )}
          {onCheck && (
            <Button
              size="small"
              aria-label={`重新检查${partNames[part.part]}`}
              loading={pending === part.part}
              disabled={pending !== undefined && pending !== part.part}
              onClick={() => onCheck(part.part)}
            >
              重新检查
            </Button>
          )}
        </span>
      </div>
      <ul className="st-findings">
        {part.findings.map((finding, index) => (
          // Several findings may be of one kind: a key each.
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is replaced as a whole
          <SetupFinding key={`${finding.id}${index}`} finding={finding} />
        ))}
      </ul>
    </section>
  );
}

function Addresses({ addresses }: Pick<SetupData, "addresses">) {
  return (
    <section className="ct-card">
      <h2>要填到企业微信的内容</h2>
      <ul className="st-addresses">
        {addresses.map(({ label, text, place }) => (
          <li key={label}>
            <Pasted label={label} text={text} />
            <Place path={place} />
          </li>
        ))}
      </ul>
      <p className="ct-quiet ct-small">Token 和 EncodingAESKey 与 .env 里的相同，这里不显示。</p>
    </section>
  );
}
