import type { ThreadView } from "../../../src/conversations/conversations.schema";
import { useCompanyNow } from "../../shared/clock";
import { fullTime, spokenMinutes } from "../../shared/time";
import type { Wire } from "../../shared/wire";

/** A knock after hours is nobody's delay yet. */
const AFTER_HOURS_MS = 5 * 60_000;

interface Props {
  thread: Pick<Wire<ThreadView>, "waitingSince" | "waitedMinutes">;
  /** Under a heading that says already what is waited for. */
  short?: boolean;
}

/** How long the customer has waited in working time; the moment of the question on hover. */
export function Waiting({ thread, short = false }: Props) {
  const now = useCompanyNow();
  const { waitingSince, waitedMinutes } = thread;
  if (!waitingSince || waitedMinutes === null) return null;
  const afterHours = waitedMinutes < 1 && now.getTime() - Date.parse(waitingSince) > AFTER_HOURS_MS;
  return (
    <time dateTime={waitingSince} title={`${fullTime(waitingSince)} 来信，按工作时间计`}>
      {afterHours
        ? short
          ? "下班后来信"
          : "下班后来信，待回复"
        : `${short ? "已等" : "等待回复"} ${spokenMinutes(waitedMinutes)}`}
    </time>
  );
}
