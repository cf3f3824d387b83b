import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useDirectory } from "../corp";

export type CardKind = "link" | "weapp" | "card" | "location";

type Values = Record<string, string>;

const TITLES: Record<CardKind, string> = {
  link: "发送链接",
  weapp: "发送小程序",
  card: "发送名片",
  location: "发送位置",
};

interface CardDialogProps {
  kind: CardKind;
  onClose: () => void;
  onSend: (msgtype: string, content: Record<string, unknown>) => Promise<boolean>;
}

/** The payloads are those of the archive (archive §7). */
function payload(kind: CardKind, values: Values, corpName: string): Record<string, unknown> {
  const { title = "", detail = "", url = "", userid = "" } = values;
  switch (kind) {
    case "link":
      return { title, description: detail, link_url: url, image_url: "" };
    case "weapp":
      return { title, description: detail || title, username: "gh_sandbox@app", displayname: title };
    case "card":
      return { corpname: corpName, userid };
    case "location":
      return { longitude: 121.4737, latitude: 31.2304, address: detail, title, zoom: 15 };
  }
}

export function CardDialog({ kind, onClose, onSend }: CardDialogProps) {
  const [form] = Form.useForm<Values>();
  const [sending, setSending] = useState(false);
  const { corp } = useDirectory();
  const send = async (): Promise<void> => {
    const values = await form.validateFields();
    setSending(true);
    const sent = await onSend(kind, payload(kind, values, corp.name ?? "企业微信"));
    setSending(false);
    if (sent) onClose();
  };
  const title = (label: string, placeholder: string) => (
    <Form.Item name="title" label={label} rules={[{ required: true, whitespace: true, message: `请填写${label}` }]}>
      <Input maxLength={64} placeholder={placeholder} />
    </Form.Item>
  );
  const detail = (label: string, placeholder: string) => (
    <Form.Item name="detail" label={label}>
      <Input maxLength={128} placeholder={placeholder} />
    </Form.Item>
  );
  return (
    <Modal
      open
      centered
      width={400}
      title={TITLES[kind]}
      okText="发送"
      cancelText="取消"
      confirmLoading={sending}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ userid: corp.members[0]?.userid ?? "" }}
      >
        {kind === "link" ? (
          <>
            {title("标题", "例如 滤芯更换指南")}
            {detail("描述（选填）", "例如 三步完成")}
            <Form.Item name="url" label="网址" rules={[{ required: true, type: "url", message: "请填写完整网址" }]}>
              <Input placeholder="https://" />
            </Form.Item>
          </>
        ) : null}
        {kind === "weapp" ? (
          <>
            {title("名称", "例如 预约安装")}
            {detail("描述（选填）", "例如 选个方便的时间")}
          </>
        ) : null}
        {kind === "location" ? (
          <>
            {title("地点", "例如 绿洲新城 3 号楼")}
            {detail("地址（选填）", "例如 上海市浦东新区")}
          </>
        ) : null}
        {kind === "card" ? (
          <Form.Item name="userid" label="谁的名片">
            <Select options={corp.members.map((row) => ({ value: row.userid, label: row.name }))} />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}
