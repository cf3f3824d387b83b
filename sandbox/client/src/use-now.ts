import { useEffect, useState } from "react";
import { useLive } from "./api/live";
import type { Clock } from "./api/types";

/** The sandbox's time, ticking every second between its answers. */
export function useNow(): number {
  const { data } = useLive<Clock>("/clock");
  const [offset, setOffset] = useState(0);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (data) setOffset((data.nowMs ?? data.now * 1000) - Date.now());
  }, [data]);
  useEffect(() => {
    const tick = (): void => setNow(Date.now() + offset);
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [offset]);
  return now;
}
