import { useCompanyNow } from "../clock";
import { fullTime, spokenTime } from "../time";

/** As people say it; the full time on hover. */
export function Time({ at }: { at: string | null | undefined }) {
  const now = useCompanyNow();
  if (!at) return <>—</>;
  return (
    <time dateTime={at} title={fullTime(at)}>
      {spokenTime(at, now)}
    </time>
  );
}
