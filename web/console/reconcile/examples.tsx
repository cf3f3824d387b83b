import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { Link } from "react-router";
import type { ReconcileExample, ReconcileReport } from "../../../src/contacts/contacts.schema";
import { Tag } from "../../shared/parts/tag";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { fieldWords, kindWords, unreadableReason } from "./words";
import "./reconcile.css";

type Example = Wire<ReconcileExample>;

/** A few of a kind: whom it is about and which fields, never what is in them. */
export function Examples({ reportId, kind, onClose }: { reportId: string; kind: string | null; onClose(): void }) {
  const path = `/reconcile/${reportId}`;
  const report = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<{ data: Wire<ReconcileReport> & { examples: Example[] } }>(path, {}, signal),
    enabled: kind !== null,
    staleTime: 600_000,
  });
  const examples = report.data?.data.examples.filter((example) => example.kind === kind);
  const found = report.data?.data.differences.find((row) => row.kind === kind)?.found ?? 0;
  return (
    <Drawer open={kind !== null} onClose={onClose} title={kind ? kindWords(kind) : ""} size={420}>
      {report.error && <Problem error={report.error} onRetry={() => report.refetch()} />}
      {!examples && !report.error && <PageSkeleton rows={5} />}
      {examples && (
        <>
          <ul className="rc-examples">
            {examples.map((example, index) => (
              // Examples never change their places.
              // biome-ignore lint/suspicious/noArrayIndexKey: one subject may occur twice.
              <li key={index}>
                <Subject example={example} />
                <div className="eg-tags">
                  {example.fields.map((field) => (
                    <Tag key={field}>{fieldWords(field)}</Tag>
                  ))}
                </div>
                {example.errcode !== null && (
                  <small className="ct-quiet">
                    {unreadableReason(example.errcode)}（代码 {example.errcode}）
                  </small>
                )}
              </li>
            ))}
          </ul>
          {found > examples.length && (
            <p className="ct-quiet">
              共 {found} 处，这里是其中 {examples.length} 处。
            </p>
          )}
        </>
      )}
    </Drawer>
  );
}

function Subject({ example }: { example: Example }) {
  const { names, externalUserid, userid, chatId, tagId } = example;
  if (externalUserid)
    return (
      <div>
        <Link to={`/customers/${encodeURIComponent(externalUserid)}`}>{names.customer || "还没有资料的客户"}</Link>
        {userid && <span className="ct-quiet"> · 负责人 {names.member ?? userid}</span>}
      </div>
    );
  if (chatId) return <div>{names.group || "未命名的客户群"}</div>;
  if (tagId) return <div>{names.tag || "已删除的标签"}</div>;
  return <div>{names.member ?? userid}</div>;
}
