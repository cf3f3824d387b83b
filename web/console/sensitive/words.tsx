import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Select, Switch } from "antd";
import { useState } from "react";
import type { WordsView, WordView } from "../../../src/sensitivewords/sensitivewords.schema";
import { shownError } from "../../shared/errors";
import { Tag } from "../../shared/parts/tag";
import { spokenNumber } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { type Column, DataTable } from "../parts/data-table";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { SearchBox } from "../parts/search-box";
import { AddWords } from "./add-words";
import { ScanPast } from "./scan-past";
import { TestText } from "./test-text";

const PATH = "/sensitive-words";
const SHOWN = 100;
const RENEW_MS = 3_000;

interface MemberRow {
  userid: string;
  name: string;
}

/** The list, a field to try it, who hears of hits, and a look at the past. */
export function Words() {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [q, setQ] = useState("");
  const [shown, setShown] = useState(SHOWN);
  const answer = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<{ data: Wire<WordsView> }>(PATH, {}, signal),
    refetchInterval: (query) => (query.state.data?.data.scan?.state === "running" ? RENEW_MS : false),
  });
  const members = useQuery({
    queryKey: ["/members"],
    queryFn: ({ signal }) => api.get<{ data: MemberRow[] }>("/members", {}, signal),
  });
  const change = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => {
      setAdding(false);
      return queries.invalidateQueries({ queryKey: [PATH] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  const view = answer.data?.data;
  const words =
    view?.words.filter(({ word, groupName }) => `${word} ${groupName}`.toLowerCase().includes(q.toLowerCase())) ?? [];
  const update = (row: WordView, fields: Partial<WordView>) => {
    const { groupName, level, wholeWord, enabled } = { ...row, ...fields };
    change.mutate(() => api.put(`${PATH}/${row.id}`, { groupName, level, wholeWord, enabled }));
  };
  const columns: Column<WordView>[] = [
    { title: "词", phone: "head", render: (row) => <strong>{row.word}</strong> },
    { title: "分组", render: (row) => row.groupName || <span className="ct-quiet">未分组</span> },
    {
      title: "级别",
      render: (row) => (
        <Tag tone={row.level === "high" ? "error" : "plain"}>{row.level === "high" ? "高" : "普通"}</Tag>
      ),
    },
    {
      title: "启用",
      render: (row) => (
        <Switch
          size="small"
          aria-label={`启用「${row.word}」`}
          checked={row.enabled}
          onChange={(enabled) => update(row, { enabled })}
        />
      ),
    },
    {
      title: "操作",
      width: 170,
      render: (row) => (
        <span>
          <Button
            type="text"
            size="small"
            onClick={() => update(row, { level: row.level === "high" ? "normal" : "high" })}
          >
            {row.level === "high" ? "改为普通" : "改为高"}
          </Button>
          <Button
            type="text"
            size="small"
            onClick={() => change.mutate(() => api.post(`${PATH}/remove`, { ids: [row.id] }))}
          >
            移除
          </Button>
        </span>
      ),
    },
  ];
  if (answer.error) return <Problem error={answer.error} onRetry={() => answer.refetch()} />;
  if (!view) return <PageSkeleton rows={8} />;
  return (
    <>
      <section className="ct-card">
        <div className="ct-card-head">
          <h2>词表</h2>
          <span className="ct-count">{spokenNumber(view.words.length)}</span>
          <Button type="primary" onClick={() => setAdding(true)}>
            添加词
          </Button>
        </div>
        {view.words.length === 0 ? (
          <Blank>还没有敏感词。可以整批粘贴，例如：私下转账、返现、加我微信。新来的消息会立刻按词表检查。</Blank>
        ) : (
          <>
            <SearchBox label="词或分组" value={q} onSearch={setQ} />
            <DataTable label="敏感词" columns={columns} rows={words.slice(0, shown)} keyOf={(row) => row.id} />
            {words.length > shown && (
              <div className="ct-more">
                <Button onClick={() => setShown(shown + SHOWN)}>加载更多</Button>
              </div>
            )}
          </>
        )}
      </section>
      <TestText />
      <section className="ct-card">
        <h2>提醒谁</h2>
        <p className="ct-quiet">
          每分钟最多一条汇总，不含聊天内容。普通级别只在工作时间提醒，高级别 8:00 至 22:00 提醒。
        </p>
        <Select
          aria-label="提醒谁"
          mode="multiple"
          className="sw-receivers"
          placeholder="选择同事"
          optionFilterProp="label"
          value={view.receivers}
          options={members.data?.data.map((member) => ({ value: member.userid, label: member.name })) ?? []}
          onChange={(receivers) => change.mutate(() => api.put(`${PATH}/receivers`, { receivers }))}
        />
      </section>
      <ScanPast
        scan={view.scan}
        busy={change.isPending}
        onScan={(from, to) => change.mutate(() => api.post(`${PATH}/scan`, { from, to }))}
      />
      {adding && (
        <AddWords
          groups={[...new Set(view.words.map((word) => word.groupName))].filter(Boolean)}
          busy={change.isPending}
          onCancel={() => setAdding(false)}
          onAdd={(input) => change.mutate(() => api.post(PATH, input))}
        />
      )}
    </>
  );
}
