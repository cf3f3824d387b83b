import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Modal, Select } from "antd";
import { useState } from "react";
import type { RetentionPreview, RetentionView } from "../../../../src/compliance/compliance.schema";
import { shownError } from "../../../shared/errors";
import { Time } from "../../../shared/parts/time";
import { spokenNumber } from "../../../shared/time";
import { api } from "../../api";
import { Problem } from "../../parts/problem";

const PATH = "/compliance/retention";
const FOR_EVER = 0;
const choices = [
  { value: 183, label: "半年" },
  { value: 365, label: "1 年" },
  { value: 730, label: "2 年" },
  { value: 1_095, label: "3 年（默认）" },
  { value: 1_825, label: "5 年" },
  { value: 3_650, label: "10 年" },
  { value: FOR_EVER, label: "永久保存" },
];

const spokenDays = (days: number | null) =>
  days === null ? "永久保存" : (choices.find(({ value }) => value === days)?.label ?? `${days} 天`);

/** Messages older than the setting go at night, in small steps. A change shows first what it will remove. */
export function RetentionCard() {
  const answer = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<{ data: RetentionView }>(PATH, {}, signal),
  });
  const [wanted, setWanted] = useState<number | null>(null);
  const view = answer.data?.data;
  const current = view ? (view.keepDays ?? FOR_EVER) : undefined;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>会话保存期限</h2>
      </div>
      {answer.error && <Problem error={answer.error} onRetry={() => answer.refetch()} />}
      {view && (
        <>
          <div className="cp-row">
            <Select
              aria-label="保存期限"
              style={{ width: 160 }}
              value={wanted ?? current}
              options={
                choices.some(({ value }) => value === current)
                  ? choices
                  : [...choices, { value: current, label: spokenDays(view.keepDays) }]
              }
              onChange={setWanted}
            />
            <span className="ct-quiet">到期的消息、附件、摘要和搜索索引在凌晨 2 点起一并删除，不能恢复。</span>
          </div>
          <p className="ct-quiet">
            {view.lastRun ? (
              <>
                上次清理：{view.lastRun.day}，{view.lastRun.state === "running" ? "正在进行，已" : ""}删除{" "}
                {spokenNumber(view.lastRun.messages)} 条消息
                {view.lastRun.finishedAt && (
                  <>
                    ,<Time at={view.lastRun.finishedAt} />
                    完成
                  </>
                )}
                。
              </>
            ) : (
              "还没有清理过。"
            )}
          </p>
        </>
      )}
      {view && wanted !== null && wanted !== current && (
        <ConfirmChange days={wanted === FOR_EVER ? null : wanted} onClose={() => setWanted(null)} />
      )}
    </section>
  );
}

function ConfirmChange({ days, onClose }: { days: number | null; onClose(): void }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const preview = useQuery({
    queryKey: [PATH, "preview", days],
    queryFn: ({ signal }) => api.get<{ data: RetentionPreview }>(`${PATH}/preview`, { keepDays: days ?? 0 }, signal),
    enabled: days !== null,
    gcTime: 0,
  });
  const change = useMutation({
    mutationFn: () => api.put(PATH, { keepDays: days }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [PATH] });
      onClose();
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  const found = preview.data?.data;
  return (
    <Modal
      open
      title={`改为${spokenDays(days)}`}
      footer={[
        <Button key="cancel" onClick={onClose}>
          取消
        </Button>,
        <Button
          key="ok"
          type="primary"
          danger={Boolean(found?.messages)}
          loading={change.isPending}
          disabled={days !== null && !found}
          onClick={() => change.mutate()}
        >
          {found?.messages ? `确认，今晚删除 ${spokenNumber(found.messages)} 条消息` : "确认"}
        </Button>,
      ]}
      onCancel={onClose}
    >
      {days === null && <p>之后不再按时间删除会话。</p>}
      {preview.error && <Problem error={preview.error} onRetry={() => preview.refetch()} />}
      {days !== null && !found && !preview.error && <p className="ct-quiet">正在计算会删除多少消息。</p>}
      {found && found.messages === 0 && <p>目前没有超过这个期限的消息。</p>}
      {found && found.messages > 0 && (
        <p>
          今晚将删除 {spokenNumber(found.threads)} 段会话里的 {found.messages.toLocaleString("zh-CN")}{" "}
          条消息，不能恢复。
        </p>
      )}
      {found && found.heldMessages > 0 && (
        <p className="ct-quiet">
          另有 {spokenNumber(found.heldThreads)} 段会话、{spokenNumber(found.heldMessages)} 条消息因法律保留而不删除。
        </p>
      )}
    </Modal>
  );
}
