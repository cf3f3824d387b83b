import { Empty } from "antd";
import type { CareTouch } from "../../../src/outreach/outreach.schema";
import { touchKind } from "../../shared/words";
import { Time } from "../parts/time";
import { TouchState } from "../parts/touch-state";
import { usePages } from "../use-pages";

const SHOWN = 6;

export function CustomerCare({ externalUserid }: { externalUserid: string }) {
  const touches = usePages<CareTouch>("/care/touches", { externalUserid }, { refetchMs: 20_000 });
  return (
    <section className="ct-card">
      <h2>关怀</h2>
      {touches.rows?.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有安排关怀。填上生日后会自动安排祝福。" />
      )}
      {touches.rows?.slice(0, SHOWN).map((touch) => (
        <div key={touch.id} className="ct-relation">
          <span>
            <strong>{touchKind[touch.kind] ?? touch.title}</strong> <TouchState status={touch.status} />
          </span>
          <span className="ct-quiet">
            <Time at={touch.sentAt ?? touch.dueAt} />
            {touch.reasonText && touch.status !== "sent" && ` · ${touch.reasonText}`}
          </span>
        </div>
      ))}
    </section>
  );
}
