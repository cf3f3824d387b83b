import { useEffect } from "react";

/** 「/」 or Ctrl+F looks within the thread: the browser's own search would not find what is not in sight. */
export function useSearchKey(onSearch: () => void) {
  useEffect(() => {
    function pressed(event: KeyboardEvent) {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, [contenteditable]");
      const find = (event.ctrlKey || event.metaKey) && event.key === "f";
      if (!find && (event.key !== "/" || typing)) return;
      event.preventDefault();
      onSearch();
    }
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [onSearch]);
}
