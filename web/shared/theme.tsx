import { App, ConfigProvider, theme } from "antd";
import zhCN from "antd/locale/zh_CN";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import "./base.css";

export type ColorMode = "light" | "dark" | "system";

const STORED = "evergreen.color";
const EVERGREEN = "#1F7A5A";

const ColorModeContext = createContext<{ mode: ColorMode; setMode(mode: ColorMode): void }>({
  mode: "system",
  setMode: () => undefined,
});

export function useColorMode() {
  return useContext(ColorModeContext);
}

function readStored(): ColorMode {
  const stored = localStorage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function useSystemDark(): boolean {
  const query = useMemo(() => matchMedia("(prefers-color-scheme: dark)"), []);
  const [dark, setDark] = useState(query.matches);
  useEffect(() => {
    const update = () => setDark(query.matches);
    query.addEventListener("change", update);
    return () => query.removeEventListener("change", update);
  }, [query]);
  return dark;
}

/** Tokens, not overrides: light and dark come from the same ones. */
export function Theme({ children }: { children: ReactNode }) {
  const [mode, setMode] = useState<ColorMode>(readStored);
  const systemDark = useSystemDark();
  const dark = mode === "dark" || (mode === "system" && systemDark);
  useEffect(() => {
    document.documentElement.dataset.color = dark ? "dark" : "light";
  }, [dark]);
  const value = useMemo(
    () => ({
      mode,
      setMode: (next: ColorMode) => {
        localStorage.setItem(STORED, next);
        setMode(next);
      },
    }),
    [mode],
  );
  return (
    <ColorModeContext.Provider value={value}>
      <ConfigProvider
        locale={zhCN}
        theme={{
          cssVar: { key: "eg" },
          algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
          token: {
            colorPrimary: EVERGREEN,
            colorInfo: EVERGREEN,
            colorLink: dark ? "#4FB08C" : EVERGREEN,
            borderRadius: 8,
            fontSize: 14,
            fontFamily: `"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif`,
            motionDurationSlow: "0.2s",
          },
        }}
      >
        <App message={{ maxCount: 2 }}>{children}</App>
      </ConfigProvider>
    </ColorModeContext.Provider>
  );
}
