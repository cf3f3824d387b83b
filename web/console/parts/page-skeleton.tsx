import { Skeleton } from "antd";
import { useEffect, useState } from "react";

const PATIENCE_MS = 300;

/** Nothing for the first 300 ms, then the rough shape of a page. */
export function PageSkeleton({ rows = 6 }: { rows?: number }) {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return visible ? <Skeleton active paragraph={{ rows }} className="ct-skeleton" /> : null;
}
