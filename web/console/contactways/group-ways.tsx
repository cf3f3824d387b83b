import { DownloadOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Form, Input, Popconfirm, Select, Switch } from "antd";
import { useState } from "react";
import type { GroupWayChoices, GroupWayContent, GroupWayRow } from "../../../src/contactways/contactways.schema";
import type { Page } from "../../shared/api";
import { shownError } from "../../shared/errors";
import { Tag } from "../../shared/parts/tag";
import type { Tone } from "../../shared/words";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { type Column, DataTable } from "../parts/data-table";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { useMe } from "../use-me";

const states: Record<GroupWayRow["status"], { word: string; tone: Tone }> = {
  making: { word: "生成中", tone: "info" },
  unclear: { word: "未生成，请删除后重建", tone: "warning" },
  live: { word: "使用中", tone: "success" },
  deleted: { word: "已停用", tone: "plain" },
};
const empty: GroupWayContent = { name: "", chatIds: [], autoCreate: true, roomName: "" };
const MAX_GROUPS = 5;

/** Codes by which customers join groups; when all are full, WeCom opens the next. */
export function GroupWays() {
  const me = useMe();
  const [open, setOpen] = useState<GroupWayRow | "new" | null>(null);
  const ways = useQuery({
    queryKey: ["/groupways"],
    queryFn: ({ signal }) => api.get<Page<GroupWayRow>>("/groupways", {}, signal),
    refetchInterval: 20_000,
  });
  const rows = ways.data?.data;
  const mayEdit = me?.role === "admin";
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen("new")}>
      新建加群码
    </Button>
  );
  return (
    <>
      {ways.error && <Problem error={ways.error} onRetry={() => ways.refetch()} />}
      {!rows && !ways.error && <PageSkeleton rows={4} />}
      {rows?.length === 0 && (
        <section className="ct-card">
          <Blank action={mayEdit && create}>
            还没有加群码。一个码最多指向五个群，坐满了企业微信会自动开新群，不用再换海报。
          </Blank>
        </section>
      )}
      {rows && rows.length > 0 && (
        <>
          {mayEdit && <div className="ct-filters">{create}</div>}
          <section className="ct-card" data-flush="">
            <DataTable
              label="加群码"
              columns={columnsFor(mayEdit, setOpen)}
              rows={rows}
              keyOf={(row) => row.id}
              {...(mayEdit && { onOpen: setOpen })}
            />
          </section>
        </>
      )}
      {open && <GroupWayDrawer way={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </>
  );
}

function columnsFor(mayEdit: boolean, onOpen: (row: GroupWayRow) => void): Column<GroupWayRow>[] {
  return [
    {
      title: "加群码",
      phone: "head",
      render: (row) => (
        <div className="ct-person">
          {row.qrCode ? <img className="cw-thumb" src={row.qrCode} alt="" /> : <span className="cw-thumb" />}
          <div>
            {mayEdit ? (
              <button
                type="button"
                className="ct-link cw-name ct-ellipsis ct-block"
                onClick={(event) => {
                  event.stopPropagation();
                  onOpen(row);
                }}
              >
                {row.name}
              </button>
            ) : (
              <span className="ct-name ct-ellipsis ct-block">{row.name}</span>
            )}
            <small className="ct-quiet ct-ellipsis ct-block">{row.groups.map((group) => group.name).join("、")}</small>
          </div>
        </div>
      ),
    },
    { title: "进群", width: 88, render: (row) => row.joined },
    { title: "还在群里", width: 96, render: (row) => row.staying },
    {
      title: "满员后",
      width: 120,
      render: (row) => (row.content.autoCreate ? "自动开新群" : "不再接收"),
    },
    {
      title: "状态",
      width: 180,
      render: (row) => <Tag tone={states[row.status].tone}>{states[row.status].word}</Tag>,
    },
    {
      title: "二维码",
      width: 104,
      render: (row) =>
        row.qrCode ? (
          <a
            href={`/console/api/groupways/${row.id}/qr`}
            download
            onClick={(event) => event.stopPropagation()}
            aria-label={`下载${row.name}的二维码`}
          >
            <DownloadOutlined aria-hidden /> 下载
          </a>
        ) : (
          "—"
        ),
    },
  ];
}

function GroupWayDrawer({ way, onClose }: { way: GroupWayRow | null; onClose(): void }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const choices = useQuery({
    queryKey: ["/groupways/choices"],
    queryFn: ({ signal }) => api.get<{ data: GroupWayChoices }>("/groupways/choices", {}, signal),
  }).data?.data;
  const done = (text: string) => {
    void message.success(text);
    void queries.invalidateQueries({ queryKey: ["/groupways"] });
    onClose();
  };
  const onError = (error: unknown) => void message.warning(shownError(error).text);
  const save = useMutation({
    mutationFn: (content: GroupWayContent) =>
      way ? api.put(`/groupways/${way.id}`, { content, version: way.version }) : api.post("/groupways", content),
    onSuccess: () => done("已保存"),
    onError,
  });
  const remove = useMutation({
    mutationFn: () => api.delete(`/groupways/${way?.id}`),
    onSuccess: () => done("已停用"),
    onError,
  });
  return (
    <Drawer open size={560} title={way?.name ?? "新建加群码"} onClose={onClose}>
      <Form layout="vertical" initialValues={way?.content ?? empty} onFinish={(content) => save.mutate(content)}>
        <Form.Item name="name" label="渠道名称" rules={[{ required: true, whitespace: true, message: "请写渠道名称" }]}>
          <Input maxLength={30} showCount placeholder="例如：三里屯店会员群" />
        </Form.Item>
        <Form.Item
          name="chatIds"
          label="进哪些群"
          extra="最多五个，按顺序坐满。"
          rules={[{ required: true, message: "请选择客户群" }]}
        >
          <Select
            mode="multiple"
            maxCount={MAX_GROUPS}
            showSearch={{ optionFilterProp: "label" }}
            placeholder="选择客户群"
            options={choices?.groups.map((group) => ({
              value: group.chatId,
              label: `${group.name}（群主 ${group.owner}）`,
            }))}
          />
        </Form.Item>
        <Form.Item name="autoCreate" label="满员后自动开新群" valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="roomName" label="新群的名字" extra="企业微信会在后面加上数字；不写就用渠道名称。">
          <Input maxLength={30} placeholder="例如：三里屯会员群" />
        </Form.Item>
        <div className="cw-save">
          {way?.status !== "unclear" && (
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {way ? "保存" : "生成加群码"}
            </Button>
          )}
          {way && (
            <Popconfirm
              placement="topRight"
              title="停用这个加群码？"
              description="印好的码会立即失效；已经进群的客户不受影响。"
              okText="停用"
              cancelText="保留"
              onConfirm={() => remove.mutate()}
            >
              <Button danger type="text" loading={remove.isPending}>
                停用
              </Button>
            </Popconfirm>
          )}
        </div>
      </Form>
    </Drawer>
  );
}
