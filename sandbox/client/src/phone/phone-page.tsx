import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useCallback } from "react";
import { productPath } from "../frame/address";
import { type Effect, WebFrame } from "../frame/web-frame";
import { Nothing } from "../state-views";

/** A page in WeChat's browser, opened from a message. */
export function PhonePage({ customer, url, onClose }: { customer: string; url: string; onClose: () => void }) {
  const path = productPath(url);
  const onEffect = useCallback((effect: Effect) => effect.type === "close" && onClose(), [onClose]);
  const close = <Button type="text" size="small" icon={<CloseOutlined />} aria-label="关闭网页" onClick={onClose} />;
  if (path === null)
    return (
      <Nothing
        text="这个网页不属于应用，请在浏览器里打开"
        action={
          <Button href={url} target="_blank">
            打开
          </Button>
        }
      />
    );
  return (
    <WebFrame opening={{ as: customer, entry: "normal", to: path }} title="网页" onEffect={onEffect} actions={close} />
  );
}
