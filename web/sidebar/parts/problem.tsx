import { Button } from "./button";
import { toast } from "./toast";

/** What happened, what to do, and a code that can be copied. */
export function Problem({ text, code, onRetry }: { text: string; code: string; onRetry?: () => void }) {
  async function copy() {
    await navigator.clipboard.writeText(code);
    toast("success", "已复制代码");
  }
  return (
    <div className="sb-problem" role="alert">
      <p>{text}</p>
      <div>
        <button type="button" className="sb-link" title="复制代码" onClick={() => void copy()}>
          代码 {code}
        </button>
        {onRetry && <Button onClick={onRetry}>重试</Button>}
      </div>
    </div>
  );
}
