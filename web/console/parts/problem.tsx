import { WarningOutlined } from "@ant-design/icons";
import { Button, Typography } from "antd";
import { shownError } from "../../shared/errors";

/** What happened, what to do, and a code that can be copied. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { text, code } = shownError(error);
  return (
    <div className="ct-problem" role="alert">
      <WarningOutlined aria-hidden />
      <div>
        <p>{text}</p>
        <p>
          <Typography.Text type="secondary" copyable={{ text: code, tooltips: ["复制代码", "已复制"] }}>
            代码 {code}
          </Typography.Text>
          {onRetry && (
            <Button size="small" onClick={onRetry}>
              重试
            </Button>
          )}
        </p>
      </div>
    </div>
  );
}
