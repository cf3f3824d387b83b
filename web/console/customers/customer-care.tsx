import type { CareTouch } from "../../../src/outreach/outreach.schema";
import { Skeleton } from "../../shared/parts/skeleton";
import { Time } from "../../shared/parts/time";
import { touchKind } from "../../shared/words";
import { Problem } from "../parts/problem";
import { TouchState } from "../parts/touch-state";
import { usePages } from "../use-pages";

const SHOWN = 6;

export function CustomerCare({ externalUserid }: { externalUserid: string }) {
  const touches = usePages<CareTouch>("/care/touches", { externalUserid }, { refetchMs: 20_000 });
  return (
    <section className="ct-card">
      <h2>关怀</h2>
      {touches.error && <Problem error={touches.error} onRetry={() => touches.refetch()} />}
      {!touches.rows && !touches.error && <Skeleton rows={2} />}
      {touches.rows?.length === 0 && <p className="ct-quiet">还没有安排。填上生日后，会自动安排祝福。</p>}
      {touches.rows?.slice(0, SHOWN).map((touch) => (
        <div key={touch.id} className="cu-line">
          <span>
            <strong className="ct-name">{touchKind[touch.kind] ?? touch.title}</strong>
            <TouchState status={touch.status} />
          </span>
          <small className="ct-quiet">
            <Time at={touch.sentAt ?? touch.dueAt} />
            {touch.title !== touchKind[touch.kind] && ` · ${touch.title}`}
            {touch.reasonText && touch.status !== "sent" && ` · ${touch.reasonText}`}
          </small>
        </div>
      ))}
    </section>
  );
}
