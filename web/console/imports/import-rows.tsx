import { Segmented } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { ImportRowView } from "../../../src/imports/imports.schema";
import { Tag } from "../../shared/parts/tag";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { usePages } from "../use-pages";
import { rowWords } from "./import-words";

const columns: Column<ImportRowView>[] = [
  { title: "行", width: 88, phone: "head", render: (row) => `第 ${row.rowNo} 行` },
  { title: "内容", render: (row) => <Excerpt row={row} /> },
  {
    title: "结果",
    width: 104,
    render: (row) => <Tag tone={rowWords[row.state].tone}>{rowWords[row.state].word}</Tag>,
  },
  { title: "说明", render: (row) => <Said row={row} /> },
];

/** Row by row: what would change, what is wrong and what to do. Problems first, because they need a person. */
export function ImportRows({ path, hasProblems }: { path: string; hasProblems: boolean }) {
  const [problems, setProblems] = useState(hasProblems);
  const rows = usePages<ImportRowView>(`${path}/rows`, { problems: problems ? "1" : "0" });
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>逐行查看</h2>
        <Segmented
          value={problems ? "problems" : "all"}
          options={[
            { value: "problems", label: "有问题的" },
            { value: "all", label: "全部" },
          ]}
          onChange={(value) => setProblems(value === "problems")}
        />
      </div>
      {rows.error && <Problem error={rows.error} onRetry={() => rows.refetch()} />}
      {!rows.rows && !rows.error && <PageSkeleton rows={4} />}
      {rows.rows?.length === 0 && <p className="ct-quiet">{problems ? "没有有问题的行。" : "没有可以显示的行。"}</p>}
      {rows.rows && rows.rows.length > 0 && (
        <DataTable label="逐行查看" columns={columns} rows={rows.rows} keyOf={(row) => String(row.rowNo)} />
      )}
      <LoadMore hasMore={rows.hasNextPage} loading={rows.isFetchingNextPage} onMore={() => rows.fetchNextPage()} />
    </section>
  );
}

function Excerpt({ row }: { row: ImportRowView }) {
  if (!row.externalUserid) return <span className="ct-two-lines">{row.excerpt}</span>;
  return (
    <Link className="ct-two-lines" to={`/customers/${encodeURIComponent(row.externalUserid)}`}>
      {row.excerpt}
    </Link>
  );
}

function Said({ row }: { row: ImportRowView }) {
  if (row.problems.length === 0) return row.changes.join("、") || "—";
  return (
    <ul className="im-problems">
      {row.problems.map((problem) => (
        <li key={problem.column + problem.text}>
          {problem.column && <strong>{problem.column}</strong>} {problem.text}
          <small className="ct-quiet">{problem.todo}</small>
        </li>
      ))}
    </ul>
  );
}
