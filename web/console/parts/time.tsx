import { fullTime, spokenTime } from "../../shared/time";

/** As people say it; the full time on hover. */
export function Time({ at }: { at: string | null }) {
  if (!at) return <span className="ct-quiet">—</span>;
  return (
    <time dateTime={at} title={fullTime(at)}>
      {spokenTime(at)}
    </time>
  );
}
