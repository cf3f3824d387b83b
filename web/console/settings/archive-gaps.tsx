import type { ReactNode } from "react";
import type { GapsView } from "../../../src/archive/archive.schema";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import { fullTime, spokenNumber } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { parkedWords } from "./work-words";

type Gaps = Wire<GapsView>;

const lostWords: Record<string, string> = { expired: "已超过 5 天", md5_mismatch: "内容校验不符" };

/** What the archive lacks, as far as anybody can know it. */
export function ArchiveGaps({ gaps }: { gaps: Gaps }) {
  const { silence, outages, parked, lostMedia, jumpCount } = gaps;
  const whole = !silence && outages.length + parked.length + lostMedia.length === 0;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>完整性</h2>
        <Tag tone={whole ? "success" : "error"}>{whole ? "没有缺漏" : "有缺漏"}</Tag>
      </div>
      {whole && <p className="ct-quiet">从第一次拉取至今没有中断，每条消息都已解开保存。</p>}
      <ul className="ar-gaps">
        {silence && (
          <Gap title="正在中断">
            <Time at={silence.sinceAt} /> 之后没有拉到消息。
            {silence.hoursUntilLoss > 0
              ? `再过 ${Math.floor(silence.hoursUntilLoss)} 小时，最早的消息将无法找回。`
              : "最早的消息已经无法找回。"}
          </Gap>
        )}
        {outages.map((outage) => (
          <Gap key={outage.fromAt} title="曾经中断">
            {fullTime(outage.fromAt)} 至 {fullTime(outage.toAt)}，超过 5 天，其间部分消息无法找回。
          </Gap>
        ))}
        {parked.map(({ reason, rows }) => (
          <Gap key={reason} title="暂存未解">
            {parkedWords(reason)} {spokenNumber(rows)} 条，原文已保留。
          </Gap>
        ))}
        {lostMedia.map(({ reason, files }) => (
          <Gap key={reason} title="文件遗失">
            {lostWords[reason] ?? "企业微信没有给出"} {spokenNumber(files)} 个，消息本身已保存。
          </Gap>
        ))}
      </ul>
      {jumpCount > 0 && (
        <p className="ct-quiet ct-small">
          最近的消息序号有 {spokenNumber(jumpCount)} 处不连续。企业微信的序号本来就会跳，单凭这一点不说明缺消息。
        </p>
      )}
    </section>
  );
}

function Gap({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li>
      <strong>{title}</strong>
      <span>{children}</span>
    </li>
  );
}
