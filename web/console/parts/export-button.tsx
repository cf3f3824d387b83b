import { ExportOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Modal, Segmented } from "antd";
import { useState } from "react";
import type { ExportFormat, WantedChats } from "../../../src/compliance/exports/exports.schema";
import { shownError } from "../../shared/errors";
import { api } from "../api";
import { useMe } from "../use-me";

interface Props {
  wanted: WantedChats;
  size?: "small" | "middle";
  /** Over a conversation, where it is narrow at times: as the buttons beside it. */
  inHead?: boolean;
}

/** Takes chats out as a file. Shown to managers and administrators; a reason goes with it into the audit chain. */
export function ExportButton({ wanted, size = "small", inHead = false }: Props) {
  const me = useMe();
  const [asking, setAsking] = useState(false);
  if (!me || me.role === "rep") return null;
  return (
    <>
      {inHead ? (
        <Button
          size={size}
          type="text"
          icon={<ExportOutlined aria-hidden />}
          aria-label="导出"
          title="导出这段会话"
          onClick={() => setAsking(true)}
        >
          <span className="cv-wide-only">导出</span>
        </Button>
      ) : (
        <Button size={size} onClick={() => setAsking(true)}>
          导出
        </Button>
      )}
      {asking && <AskExport wanted={wanted} onClose={() => setAsking(false)} />}
    </>
  );
}

function AskExport({ wanted, onClose }: { wanted: WantedChats; onClose(): void }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [format, setFormat] = useState<ExportFormat>("excel");
  const [reason, setReason] = useState("");
  const ask = useMutation({
    mutationFn: () => api.post("/exports", { format, reason, wanted }),
    onSuccess: async () => {
      onClose();
      void message.success("正在准备文件，完成后到「设置 → 数据与合规」下载。", 6);
      await queries.invalidateQueries({ queryKey: ["/exports"] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <Modal
      open
      title={wanted.kind === "thread" ? "导出这段会话" : `导出「${wanted.q}」的搜索结果`}
      okText="开始导出"
      cancelText="取消"
      confirmLoading={ask.isPending}
      okButtonProps={{ disabled: reason.trim().length < 2 }}
      onOk={() => ask.mutate()}
      onCancel={onClose}
    >
      <Segmented
        value={format}
        options={[
          { value: "excel", label: "Excel 表格" },
          { value: "html", label: "网页（含图片）" },
        ]}
        onChange={setFormat}
      />
      <Input.TextArea
        aria-label="用途"
        placeholder="用途，如客诉核查。会印在文件上，并记入审计记录。"
        style={{ marginTop: 12 }}
        maxLength={500}
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <p className="ct-quiet">文件带有您的姓名和时间水印，只有您能下载，24 小时后自动删除。</p>
    </Modal>
  );
}
