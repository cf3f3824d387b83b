import { Button, Empty, Skeleton, Typography } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import type { SandboxError } from "./api/http";

/** Nothing for the first 300 ms, then a skeleton: a quick answer must not flicker. */
export function Waiting({ rows = 4 }: { rows?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return late ? <Skeleton active title={false} paragraph={{ rows }} className="pad" /> : null;
}

export function Failure({ error, retry, whole }: { error: SandboxError; retry: () => void; whole?: boolean }) {
  return (
    <div className={whole ? "state state-whole" : "state"} role="alert">
      <Typography.Text strong>
        {error.code === "sandbox.unreachable" ? "连不上沙盒服务" : "没有读到数据"}
      </Typography.Text>
      <Typography.Text type="secondary">
        {error.code === "sandbox.unreachable" ? "请确认 npm run sandbox 正在运行，恢复后这里会自动继续" : error.message}
      </Typography.Text>
      <Typography.Text copyable type="secondary" className="code">
        {error.code}
      </Typography.Text>
      <Button onClick={retry}>重试</Button>
    </div>
  );
}

export function Nothing({ text, action }: { text: string; action?: ReactNode }) {
  return (
    <div className="state">
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text}>
        {action}
      </Empty>
    </div>
  );
}
