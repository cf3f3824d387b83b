import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Row } from "./rows";
import type { Opened } from "./use-messages";

/** The list writes its place by row number until it has been the same for a few frames. */
const STEADY_FRAMES = 6;
const ASK_AGAIN_MS = 1_000;
const GIVE_UP_MS = 5_000;
const NEAR_PX = 80;

/**
 * Brings what was asked for into sight.
 *
 * @returns whether it is there. Rows put in front before that would shift the numbers by which it is being placed, and the
 * view would end at another message.
 */
export function usePlacing(
  opened: Opened,
  rows: Row[],
  virtual: Virtualizer<HTMLDivElement, Element>,
  scroller: RefObject<HTMLDivElement | null>,
): boolean {
  const { asked, place } = opened;
  const [placed, setPlaced] = useState(0);
  const latest = useRef({ rows, virtual });
  latest.current = { rows, virtual };
  const scroll = () => {
    const now = latest.current;
    if (place.kind === "message") {
      const index = now.rows.findIndex((row) => row.message.id === place.id);
      if (index >= 0) now.virtual.scrollToIndex(index, { align: "center" });
    } else if (place.kind === "day") now.virtual.scrollToIndex(0, { align: "start" });
    else now.virtual.scrollToEnd();
  };
  const isThere = () => {
    const frame = scroller.current;
    if (!frame) return false;
    const { rows: now, virtual: list } = latest.current;
    if (now.length === 0) return true;
    if (place.kind === "end") return list.isAtEnd(NEAR_PX);
    if (place.kind === "day") return frame.scrollTop < NEAR_PX;
    if (!now.some((row) => row.message.id === place.id)) return true;
    const box = frame.querySelector(`[data-message="${place.id}"]`)?.getBoundingClientRect();
    const view = frame.getBoundingClientRect();
    return box !== undefined && box.bottom > view.top && box.top < view.bottom;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each place asked for, not for every new message
  useLayoutEffect(scroll, [asked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each place asked for, not for every new message
  useEffect(() => {
    const began = performance.now();
    let askedAt = began;
    let steady = 0;
    let frame = requestAnimationFrame(function look() {
      const now = performance.now();
      steady = isThere() ? steady + 1 : 0;
      if (steady >= STEADY_FRAMES || now - began > GIVE_UP_MS) return setPlaced(asked);
      if (steady === 0 && now - askedAt > ASK_AGAIN_MS) {
        askedAt = now;
        scroll();
      }
      frame = requestAnimationFrame(look);
    });
    return () => cancelAnimationFrame(frame);
  }, [asked]);
  return placed === asked;
}
