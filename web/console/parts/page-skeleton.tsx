import { Skeleton } from "../../shared/parts/skeleton";

/** The rough shape of a page: its head and a card of rows. */
export function PageSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className="ct-skeleton">
      <Skeleton rows={rows} />
    </div>
  );
}
