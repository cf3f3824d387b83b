import { useEffect, useState } from "react";

const PATIENCE_MS = 300;
const widths = ["62%", "88%", "74%", "94%", "56%"];

/** Nothing for the first 300 ms, then lines where the text will be. */
export function Skeleton({ rows = 4 }: { rows?: number }) {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!visible) return null;
  return (
    <div className="eg-skeleton" role="status" aria-label="正在加载">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines without identity
        <i key={index} style={{ width: widths[index % widths.length] }} />
      ))}
    </div>
  );
}
