import { useSyncExternalStore } from "react";
import { applyPalette } from "./tokens";

export type ColorMode = "light" | "dark" | "system";

export const colorModes: { key: ColorMode; label: string }[] = [
  { key: "system", label: "跟随系统" },
  { key: "light", label: "浅色" },
  { key: "dark", label: "深色" },
];

const STORED = "evergreen.color";
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

let mode = readStored();

function readStored(): ColorMode {
  const stored = localStorage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function isDark(): boolean {
  return mode === "dark" || (mode === "system" && systemDark.matches);
}

function changed() {
  applyPalette(isDark());
  for (const listener of listeners) listener();
}

export function setColorMode(next: ColorMode): void {
  mode = next;
  localStorage.setItem(STORED, next);
  changed();
}

/** Before the first paint, so that nothing flashes. */
export function startColors(): void {
  applyPalette(isDark());
  systemDark.addEventListener("change", changed);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function useColorMode(): { mode: ColorMode; dark: boolean } {
  const dark = useSyncExternalStore(subscribe, isDark);
  return { mode: useSyncExternalStore(subscribe, () => mode), dark };
}
