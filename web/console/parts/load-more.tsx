import { Button } from "antd";

interface Props {
  hasMore: boolean;
  loading: boolean;
  onMore(): void;
}

/** Keyset paging: there is a next page or there is none; no page numbers that mean something else tomorrow. */
export function LoadMore({ hasMore, loading, onMore }: Props) {
  if (!hasMore) return null;
  return (
    <div className="ct-more">
      <Button loading={loading} onClick={onMore}>
        加载更多
      </Button>
    </div>
  );
}
