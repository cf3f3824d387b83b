import { App, ConfigProvider, theme } from "antd";
import zhCN from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import { useColorMode } from "./color-mode";
import { fontFamily, type Palette, paletteOf } from "./tokens";

/** Ant Design's tokens from our palette, each family whole: its own derivations turn our green into grey. */
function tokensOf(palette: Palette) {
  const family = (name: string, text: string, ground: string, border: string) => ({
    [`color${name}`]: text,
    [`color${name}Hover`]: text,
    [`color${name}Active`]: text,
    [`color${name}Text`]: text,
    [`color${name}Bg`]: ground,
    [`color${name}BgHover`]: ground,
    [`color${name}Border`]: border,
    [`color${name}BorderHover`]: border,
  });
  return {
    ...family("Success", palette.success, palette.successBg, palette.successBorder),
    ...family("Warning", palette.warning, palette.warningBg, palette.warningBorder),
    ...family("Error", palette.error, palette.errorBg, palette.errorBorder),
    ...family("Info", palette.info, palette.infoBg, palette.infoBorder),
    colorPrimary: palette.primary,
    colorPrimaryHover: palette.primaryHover,
    colorPrimaryActive: palette.primaryActive,
    colorPrimaryText: palette.primaryText,
    colorPrimaryTextHover: palette.primaryText,
    colorPrimaryBg: palette.primaryBg,
    colorPrimaryBgHover: palette.primaryBgStrong,
    colorPrimaryBorder: palette.primaryBorder,
    colorPrimaryBorderHover: palette.primaryBorder,
    colorLink: palette.primaryText,
    colorLinkHover: palette.primaryText,
    colorLinkActive: palette.primaryText,
    colorText: palette.text,
    colorTextSecondary: palette.textSecondary,
    colorTextTertiary: palette.textTertiary,
    colorTextDescription: palette.textSecondary,
    colorTextPlaceholder: palette.textTertiary,
    colorBgLayout: palette.bg,
    colorBgContainer: palette.surface,
    colorBgElevated: palette.raised,
    colorBorder: palette.borderControl,
    colorBorderSecondary: palette.borderSoft,
    borderRadius: 8,
    fontSize: 14,
    fontFamily,
    motionDurationMid: "0.15s",
    motionDurationSlow: "0.18s",
    motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}

export function Theme({ children }: { children: ReactNode }) {
  const { dark } = useColorMode();
  const palette = paletteOf(dark);
  return (
    <ConfigProvider
      locale={zhCN}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: tokensOf(palette),
        components: {
          Tabs: {
            itemColor: palette.textSecondary,
            itemSelectedColor: palette.primaryText,
            inkBarColor: palette.primaryText,
          },
          Segmented: { trackBg: palette.fillStrong, itemSelectedBg: dark ? palette.borderControl : palette.surface },
          Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
          Select: { optionSelectedBg: palette.primaryBg },
        },
      }}
    >
      <App message={{ maxCount: 2 }}>{children}</App>
    </ConfigProvider>
  );
}
