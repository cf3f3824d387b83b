import { Button, Result, Typography } from "antd";
import { shownError } from "../../shared/errors";

/** What happened, what to do, and a code that can be copied. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { text, code } = shownError(error);
  return (
    <Result
      status="warning"
      title={text}
      subTitle={
        <Typography.Text type="secondary" copyable={{ text: code, tooltips: ["复制代码", "已复制"] }}>
          {code}
        </Typography.Text>
      }
      extra={onRetry && <Button onClick={onRetry}>重试</Button>}
    />
  );
}
