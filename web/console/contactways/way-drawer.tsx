import { DownloadOutlined, EditOutlined, PrinterOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Popconfirm } from "antd";
import { useState } from "react";
import type { WayContent, WayDetail } from "../../../src/contactways/contactways.schema";
import { shownError } from "../../shared/errors";
import { Tag } from "../../shared/parts/tag";
import { api } from "../api";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { WayDays } from "./way-days";
import { WayForm } from "./way-form";
import { stayWords, wayState, welcomeWords, whoWords } from "./way-words";

interface Props {
  id: string;
  mayEdit: boolean;
  onClose(): void;
}

/** One code: its picture, its figures, what it does; and how to change it. */
export function WayDrawer({ id, mayEdit, onClose }: Props) {
  const [editing, setEditing] = useState(false);
  const way = useQuery({
    queryKey: ["/contactways", id],
    queryFn: ({ signal }) => api.get<{ data: WayDetail }>(`/contactways/${id}`, {}, signal),
    refetchInterval: (query) => (query.state.data?.data.status === "making" ? 3_000 : false),
  });
  const detail = way.data?.data;
  return (
    <Drawer
      open
      size={640}
      title={detail?.name ?? "渠道活码"}
      onClose={onClose}
      extra={
        detail?.status === "live" &&
        mayEdit &&
        !editing && (
          <Button icon={<EditOutlined aria-hidden />} onClick={() => setEditing(true)}>
            编辑
          </Button>
        )
      }
    >
      {way.error && <Problem error={way.error} onRetry={() => way.refetch()} />}
      {!detail && !way.error && <PageSkeleton />}
      {detail && !editing && <Facts detail={detail} mayEdit={mayEdit} onGone={onClose} />}
      {detail && editing && <Edit detail={detail} onDone={() => setEditing(false)} />}
    </Drawer>
  );
}

function Edit({ detail, onDone }: { detail: WayDetail; onDone(): void }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (content: WayContent) =>
      api.put<{ data: WayDetail }>(`/contactways/${detail.id}`, { content, version: detail.version }),
    onSuccess: () => {
      void message.success("已保存，印好的码不用换");
      onDone();
    },
    onError: (error) => void message.warning(shownError(error).text),
    onSettled: () => queries.invalidateQueries({ queryKey: ["/contactways"] }),
  });
  return (
    <WayForm
      content={detail.content}
      saving={save.isPending}
      submit="保存"
      onSave={(content) => save.mutate(content)}
      onCancel={onDone}
    />
  );
}

function Facts({ detail, mayEdit, onGone }: { detail: WayDetail; mayEdit: boolean; onGone(): void }) {
  const state = wayState(detail);
  return (
    <>
      <div className="cw-facts">
        <Poster detail={detail} />
        <dl>
          <dt>状态</dt>
          <dd>
            <Tag tone={state.tone}>{state.word}</Tag>
          </dd>
          <dt>接待</dt>
          <dd>{whoWords(detail)}</dd>
          <dt>标签</dt>
          <dd>{detail.tags.map((tag) => tag.name).join("、") || "不打标签"}</dd>
          <dt>添加方式</dt>
          <dd>{detail.content.skipVerify ? "扫码即成为好友" : "成员通过后成为好友"}</dd>
          <dt>欢迎语</dt>
          <dd className="cw-words">{welcomeWords(detail.content.welcome)}</dd>
        </dl>
      </div>
      <ul className="cw-figures">
        <Figure label="累计添加" value={String(detail.added)} />
        <Figure label="还在" value={stayWords(detail)} />
        <Figure label="流失" value={String(detail.lost)} />
        <Figure label="今天" value={String(detail.addedToday)} />
      </ul>
      <WayDays days={detail.days} />
      {mayEdit && detail.status === "live" && <Stop detail={detail} onGone={onGone} />}
    </>
  );
}

function Poster({ detail }: { detail: WayDetail }) {
  if (!detail.qrCode) return <div className="cw-poster">正在企业微信生成…</div>;
  return (
    <div className="cw-qr">
      <figure className="cw-poster">
        <img src={detail.qrCode} alt={`${detail.name}的二维码`} />
        <figcaption>{detail.name}</figcaption>
      </figure>
      {detail.status !== "deleted" && (
        <div className="cw-qr-actions">
          <Button
            type="primary"
            icon={<DownloadOutlined aria-hidden />}
            href={`/console/api/contactways/${detail.id}/qr`}
            download
          >
            下载
          </Button>
          <Button icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
            打印
          </Button>
        </div>
      )}
    </div>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <li>
      <strong>{value}</strong>
      <small className="ct-quiet">{label}</small>
    </li>
  );
}

function Stop({ detail, onGone }: { detail: WayDetail; onGone(): void }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: () => api.delete(`/contactways/${detail.id}`),
    onSuccess: () => {
      void message.success("已停用");
      onGone();
    },
    onError: (error) => void message.warning(shownError(error).text),
    onSettled: () => queries.invalidateQueries({ queryKey: ["/contactways"] }),
  });
  return (
    <div className="cw-stop">
      <Popconfirm
        title="停用这个活码？"
        description="印好的码会立即失效，不能恢复；带来的客户和数据都保留。"
        okText="停用"
        cancelText="保留"
        onConfirm={() => stop.mutate()}
      >
        <Button danger type="text" loading={stop.isPending}>
          停用活码
        </Button>
      </Popconfirm>
    </div>
  );
}
