import { App as AntApp, ConfigProvider, theme } from "antd";
import zhCN from "antd/locale/zh_CN";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { Sandbox } from "./app";
import "./styles/base.css";
import "./styles/desk.css";
import "./styles/chat.css";
import "./styles/cards.css";
import "./styles/phone.css";

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';

function Root() {
  const [dark, setDark] = useState(
    () => (localStorage.getItem("dark") ?? String(matchMedia("(prefers-color-scheme: dark)").matches)) === "true",
  );
  useEffect(() => {
    localStorage.setItem("dark", String(dark));
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }, [dark]);
  const tokens = {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: "#1F7A5A",
      borderRadius: 8,
      fontFamily: FONT,
      fontSize: 14,
      motionDurationMid: "0.15s",
      motionDurationSlow: "0.2s",
      motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    },
  };
  return (
    <ConfigProvider theme={tokens} locale={zhCN} button={{ autoInsertSpace: false }}>
      <AntApp className="root">
        <Sandbox dark={dark} onDark={setDark} />
      </AntApp>
    </ConfigProvider>
  );
}

// frames of the product stand on this host too; "localhost" would be another site than the product's own address
if (location.hostname === "localhost") location.hostname = "127.0.0.1";
else {
  const root = document.getElementById("root");
  if (!root) throw new Error("#root is missing");
  createRoot(root).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  );
}
