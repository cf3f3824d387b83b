import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, InputNumber, Modal } from "antd";
import { useState } from "react";
import type { ErasureView } from "../../../../src/compliance/compliance.schema";
import { ApiError } from "../../../shared/api";
import { shownError } from "../../../shared/errors";
import { Time } from "../../../shared/parts/time";
import { spokenNumber } from "../../../shared/time";
import { api } from "../../api";
import { type Column, DataTable } from "../../parts/data-table";
import { Problem } from "../../parts/problem";
import { CustomerSelect } from "../../search/customer-select";

const PATH = "/compliance/erasures";
const RENEW_MS = 3_000;

const columns: Column<ErasureView>[] = [
  { title: "编号", width: 88, phone: "head", render: (row) => `#${row.id}` },
  { title: "原因", render: (row) => row.reason },
  { title: "内容", width: 120, render: (row) => `${spokenNumber(row.total)} 项` },
  {
    title: "提出",
    width: 160,
    render: (row) => (
      <span>
        {row.askedBy} <Time at={row.askedAt} />
      </span>
    ),
  },
  {
    title: "结果",
    width: 140,
    render: (row) =>
      row.state === "done" ? (
        <span>
          已删除 <Time at={row.finishedAt} />
        </span>
      ) : row.inFlight > 0 ? (
        `正在向企业微信收回 ${row.inFlight} 条待发送的消息，收回后完成`
      ) : (
        "正在删除"
      ),
  },
];

/** A customer asks to be forgotten: look, confirm by number, and keep a receipt that names nobody. */
export function ErasureCard() {
  const [asking, setAsking] = useState(false);
  const erasures = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<{ data: ErasureView[] }>(PATH, {}, signal),
    refetchInterval: (query) => (query.state.data?.data.some(({ state }) => state !== "done") ? RENEW_MS : false),
  });
  const rows = erasures.data?.data;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>应客户要求删除</h2>
        <Button onClick={() => setAsking(true)}>删除一位客户</Button>
      </div>
      {erasures.error && <Problem error={erasures.error} onRetry={() => erasures.refetch()} />}
      {rows?.length === 0 && (
        <p className="ct-quiet">还没有办理过。客户要求删除个人信息时在这里办理，完成后只留下不含个人信息的回执。</p>
      )}
      {rows && rows.length > 0 && <DataTable label="删除请求" columns={columns} rows={rows} keyOf={(row) => row.id} />}
      {asking && <EraseCustomer onClose={() => setAsking(false)} />}
    </section>
  );
}

function EraseCustomer({ onClose }: { onClose(): void }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [externalUserid, setExternalUserid] = useState<string>();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState<number | null>(null);
  const warn = (error: unknown) => void message.warning(`${shownError(error).text}${heldWords(error)}`, 6);
  const preview = useMutation({
    mutationFn: () => api.post<{ data: ErasureView }>(PATH, { externalUserid, reason }),
    onError: warn,
  });
  const found = preview.data?.data;
  const confirm = useMutation({
    mutationFn: () => api.post(`${PATH}/${found?.id}/confirm`, { total: typed }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [PATH] });
      onClose();
    },
    onError: warn,
  });
  return (
    <Modal
      open
      title={found ? `删除「${found.name ?? "这位客户"}」的全部信息` : "删除一位客户"}
      okText={found ? "永久删除" : "看看会删除什么"}
      cancelText="取消"
      confirmLoading={preview.isPending || confirm.isPending}
      okButtonProps={
        found
          ? { danger: true, disabled: typed !== found.total }
          : { disabled: !externalUserid || reason.trim().length < 2 }
      }
      onOk={() => (found ? confirm.mutate() : preview.mutate())}
      onCancel={onClose}
    >
      {!found && (
        <div className="cp-form">
          <CustomerSelect value={externalUserid ?? ""} onChange={setExternalUserid} />
          <Input.TextArea
            aria-label="原因"
            placeholder="客户如何提出的，如「3月2日来电」。请不要写姓名和电话，这句话会留在回执里。"
            maxLength={500}
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      )}
      {found && (
        <>
          <p>以下内容将从常青删除，不能恢复。客户群里其他人的发言会保留。</p>
          <ul className="cp-counts">
            {found.counts.map(({ label, rows }) => (
              <li key={label}>
                <span>{label}</span>
                <span>{rows.toLocaleString("zh-CN")}</span>
              </li>
            ))}
          </ul>
          {found.inFlight > 0 && (
            <p>
              有 {found.inFlight} 条消息已交给成员、等待发送。确认后先向企业微信收回，收回之前不算完成；
              成员已经点了发送的，企业微信不能撤回。
            </p>
          )}
          {found.stillContactOf.length > 0 && (
            <p>
              {found.stillContactOf.join("、")}
              还是这位客户的企业微信好友。请先在企业微信里删除好友，否则下次核对会把基本资料带回来。
            </p>
          )}
          <InputNumber
            aria-label="要删除的总数"
            style={{ width: "100%" }}
            placeholder={`请输入 ${found.total} 以确认`}
            value={typed}
            onChange={setTyped}
          />
        </>
      )}
    </Modal>
  );
}

/** Who holds it and why: the person at the desk has to tell the customer. */
function heldWords(error: unknown): string {
  if (!(error instanceof ApiError) || error.code !== "compliance.held") return "";
  const holds = (error.details as { holds?: { reason: string }[] } | undefined)?.holds ?? [];
  return holds.length > 0 ? `原因：${holds.map(({ reason }) => reason).join("；")}` : "";
}
