import { type RefObject, useEffect } from "react";

const NEAR_END_PX = 80;

/** Who reads the end goes on reading it when the frame becomes lower: a bar opens over it, or a phone's keyboard under it. */
export function useHeldEnd(scroller: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const frame = scroller.current;
    if (!frame) return;
    let height = frame.clientHeight;
    const observer = new ResizeObserver(() => {
      const lost = height - frame.clientHeight;
      const below = frame.scrollHeight - frame.scrollTop - height;
      height = frame.clientHeight;
      if (lost > 0 && below < NEAR_END_PX) frame.scrollTop += lost;
    });
    observer.observe(frame);
    return () => observer.disconnect();
  }, [scroller]);
}
