import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Input, Modal, Popconfirm, Segmented, Select } from "antd";
import { useState } from "react";
import type { HoldKind, HoldView } from "../../../../src/compliance/compliance.schema";
import { shownError } from "../../../shared/errors";
import { Tag } from "../../../shared/parts/tag";
import { Time } from "../../../shared/parts/time";
import { api } from "../../api";
import { type Column, DataTable } from "../../parts/data-table";
import { Problem } from "../../parts/problem";
import { CustomerSelect } from "../../search/customer-select";

const PATH = "/compliance/holds";
const kindWords: Record<HoldKind, string> = { customer: "客户", member: "成员", thread: "会话" };

const columns: Column<HoldView>[] = [
  { title: "对象", phone: "head", render: (row) => `${kindWords[row.kind]} · ${row.subject}` },
  { title: "原因", render: (row) => row.reason },
  { title: "到期", width: 120, render: (row) => row.untilDay ?? "一直保留" },
  {
    title: "设置",
    width: 160,
    render: (row) => (
      <span>
        {row.placedBy} <Time at={row.placedAt} />
      </span>
    ),
  },
  { title: "状态", width: 112, render: (row) => <State hold={row} /> },
];

/** What is in dispute must not disappear, neither by age nor on request. */
export function HoldsCard() {
  const [adding, setAdding] = useState(false);
  const holds = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<{ data: HoldView[] }>(PATH, {}, signal),
  });
  const rows = holds.data?.data;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>法律保留</h2>
        <Button onClick={() => setAdding(true)}>新增保留</Button>
      </div>
      {holds.error && <Problem error={holds.error} onRetry={() => holds.refetch()} />}
      {rows?.length === 0 && (
        <p className="ct-quiet">
          还没有保留。涉及纠纷或调查时，可以保留一位客户、一位成员或一段会话：保留期间到期不删，也不能应客户要求删除。
        </p>
      )}
      {rows && rows.length > 0 && <DataTable label="法律保留" columns={columns} rows={rows} keyOf={(row) => row.id} />}
      {adding && <NewHold onClose={() => setAdding(false)} />}
    </section>
  );
}

function State({ hold }: { hold: HoldView }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const release = useMutation({
    mutationFn: () => api.post(`${PATH}/${hold.id}/release`),
    onSuccess: () => queries.invalidateQueries({ queryKey: [PATH] }),
    onError: (error) => void message.warning(shownError(error).text),
  });
  if (hold.released) return <span title={hold.released.by}>已解除</span>;
  if (!hold.active) return <>已到期</>;
  return (
    <Popconfirm
      title="解除保留"
      description="解除后，到期的内容会在下一个凌晨删除。"
      okText="解除"
      cancelText="取消"
      onConfirm={() => release.mutate()}
    >
      <Button type="link" size="small" loading={release.isPending}>
        <Tag tone="success">保留中</Tag> 解除
      </Button>
    </Popconfirm>
  );
}

function NewHold({ onClose }: { onClose(): void }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [kind, setKind] = useState<HoldKind>("customer");
  const [subjectId, setSubjectId] = useState<string>();
  const [reason, setReason] = useState("");
  const [untilDay, setUntilDay] = useState<string | null>(null);
  const members = useQuery({
    queryKey: ["/members"],
    queryFn: ({ signal }) => api.get<{ data: { userid: string; name: string }[] }>("/members", {}, signal),
    enabled: kind === "member",
  });
  const place = useMutation({
    mutationFn: () => api.post(PATH, { kind, subjectId, reason, untilDay }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [PATH] });
      onClose();
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <Modal
      open
      title="新增保留"
      okText="保留"
      cancelText="取消"
      confirmLoading={place.isPending}
      okButtonProps={{ disabled: !subjectId || reason.trim().length < 2 }}
      onOk={() => place.mutate()}
      onCancel={onClose}
    >
      <div className="cp-form">
        <Segmented<HoldKind>
          value={kind}
          options={[
            { value: "customer", label: "客户" },
            { value: "member", label: "成员" },
            { value: "thread", label: "会话" },
          ]}
          onChange={(value) => {
            setKind(value);
            setSubjectId(undefined);
          }}
        />
        {kind === "customer" && <CustomerSelect value={subjectId ?? ""} onChange={setSubjectId} />}
        {kind === "member" && (
          <Select
            showSearch={{ optionFilterProp: "label" }}
            aria-label="成员"
            placeholder="选择成员"
            value={subjectId}
            onChange={setSubjectId}
            options={(members.data?.data ?? []).map(({ userid, name }) => ({ value: userid, label: name }))}
          />
        )}
        {kind === "thread" && (
          <Input
            aria-label="会话编号"
            placeholder="会话编号：打开会话，地址栏最后的数字"
            value={subjectId}
            onChange={(event) => setSubjectId(event.target.value.trim() || undefined)}
          />
        )}
        <Input.TextArea
          aria-label="原因"
          placeholder="原因，如案件编号（会留在审计记录里）"
          maxLength={500}
          rows={2}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <DatePicker
          aria-label="到期日"
          placeholder="到期日（不填则一直保留）"
          onChange={(day) => setUntilDay(day ? day.format("YYYY-MM-DD") : null)}
        />
      </div>
    </Modal>
  );
}
