import {
  EnvironmentOutlined,
  FileOutlined,
  IdcardOutlined,
  LinkOutlined,
  MobileOutlined,
  PictureOutlined,
  PlusCircleOutlined,
} from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { type ChangeEvent, lazy, Suspense, useRef, useState } from "react";
import { useAction } from "../notify";
import type { CardKind } from "./card-dialog";
import { isTooLarge, LARGEST_MB, upload } from "./upload";

const CardDialog = lazy(() => import("./card-dialog").then((module) => ({ default: module.CardDialog })));

interface AttachProps {
  busy: boolean;
  disabled: boolean;
  onAttach: (msgtype: string, content: Record<string, unknown>) => Promise<boolean>;
}

/** The "+" of a chat: pictures and files of this computer, and cards that are filled in by hand. */
export function Attach({ busy, disabled, onAttach }: AttachProps) {
  const { message } = App.useApp();
  const { run } = useAction();
  const [card, setCard] = useState<CardKind | null>(null);
  const [loading, setLoading] = useState(false);
  const picture = useRef<HTMLInputElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const send = async (event: ChangeEvent<HTMLInputElement>, wanted: "image" | "file"): Promise<void> => {
    const chosen = event.target.files?.[0];
    event.target.value = "";
    if (!chosen) return;
    if (isTooLarge(chosen)) return void message.warning(`文件不能超过 ${LARGEST_MB} MB`);
    setLoading(true);
    await run(async () => {
      const { filename, ...common } = await upload(chosen);
      const fileext = /\.([^.]+)$/.exec(filename)?.[1] ?? "";
      await onAttach(wanted, wanted === "image" ? common : { ...common, filename, fileext });
    });
    setLoading(false);
  };
  const items = [
    { key: "image", icon: <PictureOutlined />, label: "图片", onClick: () => picture.current?.click() },
    { key: "file", icon: <FileOutlined />, label: "文件", onClick: () => file.current?.click() },
    { key: "link", icon: <LinkOutlined />, label: "链接", onClick: () => setCard("link") },
    { key: "weapp", icon: <MobileOutlined />, label: "小程序", onClick: () => setCard("weapp") },
    { key: "card", icon: <IdcardOutlined />, label: "名片", onClick: () => setCard("card") },
    { key: "location", icon: <EnvironmentOutlined />, label: "位置", onClick: () => setCard("location") },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={["click"]} placement="topLeft" disabled={disabled}>
        <Button
          type="text"
          icon={<PlusCircleOutlined />}
          aria-label="发送图片、文件或卡片"
          loading={busy || loading}
          disabled={disabled}
        />
      </Dropdown>
      <input
        ref={picture}
        type="file"
        accept="image/*"
        hidden
        aria-label="图片"
        onChange={(event) => void send(event, "image")}
      />
      <input ref={file} type="file" hidden aria-label="文件" onChange={(event) => void send(event, "file")} />
      {card ? (
        <Suspense>
          <CardDialog kind={card} onClose={() => setCard(null)} onSend={onAttach} />
        </Suspense>
      ) : null}
    </>
  );
}
