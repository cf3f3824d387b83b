import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import type { FieldRow } from "../../../src/profiles/profiles.schema";
import { shownError } from "../../shared/errors";
import { fieldTypeWords } from "../../shared/fields";
import { Tag } from "../../shared/parts/tag";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { BirthdayTags } from "./birthday-tags";
import { FieldEditor } from "./field-editor";
import "./fields.css";

const PATH = "/profile-fields";

/** What everybody is to know of a customer: defined once here, filled in on the customer's page and beside the chat. */
export function Fields() {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<FieldRow | "new" | null>(null);
  const answer = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<{ data: FieldRow[] }>(PATH, {}, signal),
  });
  const change = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => queries.invalidateQueries({ queryKey: [PATH] }),
    onError: (error) => void message.warning(shownError(error).text),
  });
  const fields = answer.data?.data;
  const used = fields?.filter((field) => !field.archived) ?? [];
  const archived = fields?.filter((field) => field.archived) ?? [];

  function move(from: number, by: 1 | -1) {
    const ids = used.map((field) => field.id);
    const [moved] = ids.splice(from, 1);
    if (moved === undefined) return;
    ids.splice(from + by, 0, moved);
    change.mutate(() => api.put(`${PATH}/order`, { ids }));
  }

  return (
    <>
      <PageHead
        title="客户字段"
        hint="您关心的客户信息。填在客户资料和侧边栏里，也能用在话术模板：{{字段：设备型号|备用词}}"
        extra={
          <Button type="primary" onClick={() => setEditing("new")}>
            添加字段
          </Button>
        }
      />
      {answer.error && <Problem error={answer.error} onRetry={() => answer.refetch()} />}
      {!fields && !answer.error && <PageSkeleton rows={6} />}
      {fields && (
        <section className="ct-card">
          {used.length === 0 && <Blank>还没有字段。添加后，同事就能为每位客户填写，例如设备型号、采购周期。</Blank>}
          <ol className="fd-list">
            {used.map((field, index) => (
              <li key={field.id}>
                <FieldLine field={field} />
                <span className="fd-acts">
                  <Button
                    type="text"
                    icon={<ArrowUpOutlined aria-hidden />}
                    aria-label={`上移${field.label}`}
                    disabled={index === 0 || change.isPending}
                    onClick={() => move(index, -1)}
                  />
                  <Button
                    type="text"
                    icon={<ArrowDownOutlined aria-hidden />}
                    aria-label={`下移${field.label}`}
                    disabled={index === used.length - 1 || change.isPending}
                    onClick={() => move(index, 1)}
                  />
                  <Button type="text" onClick={() => setEditing(field)}>
                    修改
                  </Button>
                  <Button type="text" onClick={() => change.mutate(() => api.post(`${PATH}/${field.id}/archive`))}>
                    停用
                  </Button>
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
      {archived.length > 0 && (
        <section className="ct-card">
          <h2>已停用</h2>
          <p className="ct-quiet">已填的内容都还在，恢复后照常显示。</p>
          <ul className="fd-list">
            {archived.map((field) => (
              <li key={field.id}>
                <FieldLine field={field} />
                <Button type="text" onClick={() => change.mutate(() => api.post(`${PATH}/${field.id}/restore`))}>
                  恢复
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {fields && <BirthdayTags />}
      {editing && (
        <FieldEditor
          field={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            void queries.invalidateQueries({ queryKey: [PATH] });
          }}
        />
      )}
    </>
  );
}

function FieldLine({ field }: { field: FieldRow }) {
  const details = [field.unit && `单位 ${field.unit}`, field.options.map((option) => option.label).join("、")];
  return (
    <span className="fd-what">
      <strong className="ct-name">{field.label}</strong>
      <Tag>{fieldTypeWords[field.type]}</Tag>
      <small className="ct-quiet">{details.filter(Boolean).join(" · ")}</small>
    </span>
  );
}
