/**
 * One palette for everything: the console gives it to Ant Design, both pages put it on `:root` as `--eg-…`.
 * Pairs of text and ground meet WCAG AA in both modes.
 */
export interface Palette {
  primary: string;
  primaryHover: string;
  primaryActive: string;
  /** The brand's colour as text or a line on the page's own ground. */
  primaryText: string;
  primaryBg: string;
  primaryBgStrong: string;
  primaryBorder: string;
  bg: string;
  surface: string;
  raised: string;
  fill: string;
  fillStrong: string;
  text: string;
  textSecondary: string;
  textTertiary: string;
  border: string;
  borderSoft: string;
  borderControl: string;
  success: string;
  successBg: string;
  successBorder: string;
  warning: string;
  warningBg: string;
  warningBorder: string;
  error: string;
  errorBg: string;
  errorBorder: string;
  info: string;
  infoBg: string;
  infoBorder: string;
  /** What customers say, on the ground of a conversation. */
  bubble: string;
  bubbleOwn: string;
  mark: string;
  shadow: string;
}

const light: Palette = {
  primary: "#1f7a5a",
  primaryHover: "#2a8f6b",
  primaryActive: "#176148",
  primaryText: "#1f7a5a",
  primaryBg: "#eaf4ef",
  primaryBgStrong: "#d5e9df",
  primaryBorder: "#b4d7c6",
  bg: "#f5f7f6",
  surface: "#ffffff",
  raised: "#ffffff",
  fill: "#f4f6f5",
  fillStrong: "#e9edeb",
  text: "#1b2420",
  textSecondary: "#56625c",
  textTertiary: "#5f6a64",
  border: "#e3e8e5",
  borderSoft: "#edf0ee",
  borderControl: "#d3dad6",
  success: "#27733a",
  successBg: "#ebf6ed",
  successBorder: "#bfe1c5",
  warning: "#8a5a00",
  warningBg: "#fff5e1",
  warningBorder: "#f3dba6",
  error: "#b42318",
  errorBg: "#fdeeec",
  errorBorder: "#f5c8c2",
  info: "#1d5fa8",
  infoBg: "#eaf2fb",
  infoBorder: "#bdd6f2",
  bubble: "#ffffff",
  bubbleOwn: "#d8eee3",
  mark: "#fff3c9",
  shadow: "0 6px 24px rgba(16, 32, 26, 0.12)",
};

const dark: Palette = {
  primary: "#22805f",
  primaryHover: "#2b9470",
  primaryActive: "#1b6a4f",
  primaryText: "#5cc39d",
  primaryBg: "#15291f",
  primaryBgStrong: "#1c3a2d",
  primaryBorder: "#2a5644",
  bg: "#0f1412",
  surface: "#171d1a",
  raised: "#212925",
  fill: "#1f2623",
  fillStrong: "#2a332f",
  text: "#e6ece9",
  textSecondary: "#a9b5af",
  textTertiary: "#8f9b95",
  border: "#2b3430",
  borderSoft: "#242c28",
  borderControl: "#3a4540",
  success: "#73cf8c",
  successBg: "#15291a",
  successBorder: "#25492e",
  warning: "#e9b45a",
  warningBg: "#2d2411",
  warningBorder: "#54431f",
  error: "#f48b82",
  errorBg: "#331916",
  errorBorder: "#5e2e29",
  info: "#84b7f0",
  infoBg: "#15253a",
  infoBorder: "#28456b",
  bubble: "#222a26",
  bubbleOwn: "#1d4636",
  mark: "#4a3d12",
  shadow: "0 6px 24px rgba(0, 0, 0, 0.5)",
};

export function paletteOf(isDark: boolean): Palette {
  return isDark ? dark : light;
}

export const fontFamily = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';

/** `primaryBg` → `--eg-primary-bg`. */
export function applyPalette(isDark: boolean): void {
  const { documentElement: root } = document;
  for (const [name, value] of Object.entries(paletteOf(isDark))) {
    root.style.setProperty(`--eg-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value);
  }
  root.dataset.color = isDark ? "dark" : "light";
  root.style.colorScheme = isDark ? "dark" : "light";
}
