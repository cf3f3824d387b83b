import { Button, DatePicker, Progress } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import type { WordsView } from "../../../src/sensitivewords/sensitivewords.schema";
import { localDay, spokenDay, spokenNumber } from "../../shared/time";
import type { Wire } from "../../shared/wire";

interface Props {
  scan: Wire<WordsView>["scan"];
  busy: boolean;
  onScan(from: string, to: string): void;
}

/** Today's words, in what was said before. */
export function ScanPast({ scan, busy, onScan }: Props) {
  const [days, setDays] = useState<[Dayjs, Dayjs] | null>(null);
  const running = scan?.state === "running";
  return (
    <section className="ct-card">
      <h2>检查过去的会话</h2>
      <p className="ct-quiet">用现在的词表重新检查一段时间。找到的会列入待处理，不会发提醒。</p>
      <div className="sw-scan">
        <DatePicker.RangePicker
          aria-label="检查哪些天"
          disabled={running}
          onChange={(range) => setDays(range?.[0] && range[1] ? [range[0], range[1]] : null)}
        />
        <Button
          disabled={!days || running}
          loading={busy}
          onClick={() => days && onScan(days[0].format("YYYY-MM-DD"), days[1].format("YYYY-MM-DD"))}
        >
          开始检查
        </Button>
      </div>
      {scan && (
        <p>
          {spokenDay(localDay(new Date(scan.from)))} 至 {spokenDay(localDay(new Date(scan.to)))}：
          {running ? "正在检查，" : "已检查 "}
          {spokenNumber(scan.checked)} 条消息，新发现 {spokenNumber(scan.found)} 处。
        </p>
      )}
      {running && <Progress percent={Math.floor(scan.done * 100)} size="small" aria-label="检查进度" />}
    </section>
  );
}
