import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import type { ImportView } from "../../../src/imports/imports.schema";
import { spokenNumber } from "../../shared/time";
import { api } from "../api";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { ColumnMapping } from "./column-mapping";
import { ImportRows } from "./import-rows";
import { countsWords, doneRows, problemCount, statusWords } from "./import-words";
import "./imports.css";

const RENEW_MS = 1_000;

export function ImportPage() {
  const { id = "" } = useParams();
  const path = `/imports/${encodeURIComponent(id)}`;
  const queries = useQueryClient();
  /** The mapping as the person changed it; null: as it is stored. */
  const [draft, setDraft] = useState<string[] | null>(null);
  const answer = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<{ data: ImportView }>(path, {}, signal),
    refetchInterval: (query) => (isMoving(query.state.data?.data) ? RENEW_MS : false),
  });
  const step = useMutation({
    mutationFn: (run: () => Promise<{ data: ImportView }>) => run(),
    onSuccess: (now) => {
      setDraft(null);
      queries.setQueryData([path], now);
      // Rows as the step before left them are not shown again.
      queries.removeQueries({ queryKey: [`${path}/rows`] });
    },
    onError: () => void answer.refetch(),
  });
  const view = answer.data?.data;
  if (answer.error) return <Problem error={answer.error} onRetry={() => answer.refetch()} />;
  if (!view) return <PageSkeleton rows={8} />;
  const mapping = draft ?? view.columns.map((column) => column.target);
  const canMatch = mapping.some((target) => target.startsWith("match:"));
  const canChange = mapping.some((target) => target !== "" && !target.startsWith("match:"));
  const check = () => step.mutate(() => api.post(`${path}/check`, { mapping }));
  const isOpen = view.status === "ready" || view.status === "checked";
  const mayApply = view.status === "checked" && draft === null && (view.counts.change ?? 0) > 0;
  return (
    <>
      <PageHead
        name={view.fileName}
        title={<span className="im-name">{view.fileName}</span>}
        hint={`${statusWords[view.status]} · ${spokenNumber(view.rows)} 行`}
        extra={
          <>
            {isOpen && (
              <Button
                type={mayApply ? "default" : "primary"}
                disabled={!canMatch || !canChange}
                onClick={check}
                loading={step.isPending}
              >
                {view.status === "ready" ? "检查" : "重新检查"}
              </Button>
            )}
            {mayApply && (
              <Button
                type="primary"
                loading={step.isPending}
                onClick={() => step.mutate(() => api.post(`${path}/apply`))}
              >
                更新 {spokenNumber(view.counts.change ?? 0)} 位客户
              </Button>
            )}
            {(view.status === "checked" || view.status === "done") && (
              <Button href={`/console/api${path}/report.csv`}>下载结果</Button>
            )}
          </>
        }
      />
      {step.error && <Problem error={step.error} />}
      {isMoving(view) && <Moving view={view} />}
      {!isMoving(view) && view.status !== "ready" && <Outcome view={view} />}
      {(view.status === "checked" || view.status === "done") && (
        <ImportRows key={view.status} path={path} hasProblems={problemCount(view.counts) > 0} />
      )}
      {isOpen && (
        <>
          {!canMatch && <p className="ct-quiet">请至少把一列设为客户 ID、手机、备注名或姓名，用来找到客户。</p>}
          {canMatch && !canChange && <p className="ct-quiet">请至少把一列设为要更新的内容，例如生日或客户字段。</p>}
          <ColumnMapping view={view} mapping={mapping} onChange={setDraft} />
        </>
      )}
    </>
  );
}

function isMoving(view: ImportView | undefined): boolean {
  return view?.status === "checking" || view?.status === "applying";
}

function Moving({ view }: { view: ImportView }) {
  const done = doneRows(view);
  return (
    <section className="ct-card" aria-live="polite">
      <p>
        {view.status === "checking" ? "正在检查" : "正在更新"}：{spokenNumber(done)} / {spokenNumber(view.rows)} 行
      </p>
      <Progress percent={Math.floor((done / Math.max(1, view.rows)) * 100)} />
      <p className="ct-quiet">可以离开这一页，会在后台继续。</p>
    </section>
  );
}

function Outcome({ view }: { view: ImportView }) {
  const problems = problemCount(view.counts);
  const nothing = view.status === "checked" && !view.counts.change;
  return (
    <section className="ct-card">
      <p className="im-outcome">{countsWords(view.counts)}</p>
      {nothing && problems === 0 && <p className="ct-quiet">文件里的内容和现有资料一致，不需要更新。</p>}
      {problems > 0 && (
        <p className="ct-quiet">
          {view.status === "done" ? "未更新的行" : "有问题的行不会更新"}：可以下载结果，照「怎么办」改好后
          <Link to="/imports">重新上传</Link>
          ，已更新的行不会重复更新。
        </p>
      )}
    </section>
  );
}
