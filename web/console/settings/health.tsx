import { useQuery } from "@tanstack/react-query";
import { Typography } from "antd";
import type { ReactNode } from "react";
import { Time } from "../../shared/parts/time";
import { fullTime, spokenNumber } from "../../shared/time";
import { api } from "../api";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { ReconcileCard } from "../reconcile/reconcile-card";
import { DeadWork } from "./dead-work";
import { ParkedCallbacks } from "./parked-callbacks";
import { parkedWords } from "./work-words";

interface HealthAnswer {
  ok: boolean;
  parts: Record<string, { ok: boolean; detail?: string }>;
  work: { pending: number; running: number; dead: number };
  archive: {
    configured: boolean;
    seq: string;
    rows: number;
    parked: { reason: string; rows: number }[];
    lastSuccessAt: string | null;
    hoursUntilLoss: number | null;
    newestMessageAt: string | null;
    lastError: { reason: string; at: string | null } | null;
  };
  callbacks: {
    lastReceivedAt: string | null;
    stats: { received: number; duplicate: number; processed: number; waiting: number; parked: number };
  };
  now: string;
}

const partNames: Record<string, string> = { mysql: "数据库", redis: "缓存", migrations: "数据库结构" };

export function Health() {
  const health = useQuery({
    queryKey: ["/system/health"],
    queryFn: ({ signal }) => api.get<{ data: HealthAnswer }>("/system/health", {}, signal),
    refetchInterval: 10_000,
  });
  const data = health.data?.data;
  return (
    <>
      <PageHead
        title="系统健康"
        hint={data && `${data.ok ? "各部分运行正常" : "有部分需要处理"} · ${fullTime(data.now)}`}
      />
      {health.error && <Problem error={health.error} onRetry={() => health.refetch()} />}
      {!data && !health.error && <PageSkeleton />}
      {data && (
        <>
          <Services health={data} />
          <section className="ct-card">
            <h2>会话存档</h2>
            <ArchiveFacts archive={data.archive} />
          </section>
          <section className="ct-card">
            <h2>企业微信回调</h2>
            <CallbackFacts callbacks={data.callbacks} />
          </section>
          <ReconcileCard />
          <ParkedCallbacks />
          <DeadWork />
        </>
      )}
    </>
  );
}

interface FactRow {
  label: string;
  value: ReactNode;
  tone?: "error";
}

function Facts({ rows }: { rows: FactRow[] }) {
  return (
    <dl className="ct-facts">
      {rows.map((row) => (
        <div key={row.label}>
          <dt>{row.label}</dt>
          <dd data-tone={row.tone}>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Services({ health }: { health: HealthAnswer }) {
  const parts = Object.entries(health.parts).map(([name, part]) => ({
    label: partNames[name] ?? name,
    value: (
      <>
        <span className="ct-dot" data-tone={part.ok ? undefined : "error"} />
        {part.ok ? "正常" : "没有应答"}
        {part.detail && !part.ok && <Code text={part.detail} />}
      </>
    ),
  }));
  return (
    <section className="ct-card">
      <h2>服务</h2>
      <Facts
        rows={[
          ...parts,
          { label: "排队中的工作", value: spokenNumber(health.work.pending) },
          { label: "正在进行", value: spokenNumber(health.work.running) },
          {
            label: "停下待处理",
            value: spokenNumber(health.work.dead),
            ...(health.work.dead > 0 && { tone: "error" as const }),
          },
        ]}
      />
    </section>
  );
}

const LOSS_SOON_HOURS = 24;

function ArchiveFacts({ archive }: { archive: HealthAnswer["archive"] }) {
  if (!archive.configured)
    return <p className="ct-quiet">还没有配置会话存档。配置好存档密钥后，聊天会自动拉取到这里。</p>;
  const parked = archive.parked.reduce((sum, entry) => sum + entry.rows, 0);
  const hours = archive.hoursUntilLoss;
  return (
    <>
      <Facts
        rows={[
          { label: "已存消息", value: spokenNumber(archive.rows) },
          { label: "最近一条", value: <Time at={archive.newestMessageAt} /> },
          { label: "最近拉取", value: <Time at={archive.lastSuccessAt} /> },
          {
            label: "暂存未解",
            value:
              parked === 0
                ? "没有"
                : archive.parked
                    .map((entry) => `${parkedWords(entry.reason)} ${spokenNumber(entry.rows)} 条`)
                    .join("、"),
            ...(parked > 0 && { tone: "error" as const }),
          },
          ...(hours !== null && hours < LOSS_SOON_HOURS
            ? [{ label: "最早的消息还能拉取", value: `${Math.max(0, Math.floor(hours))} 小时`, tone: "error" as const }]
            : []),
        ]}
      />
      {archive.lastError && (
        <p className="ct-quiet ct-small">
          最近一次没有拉到：
          <Time at={archive.lastError.at} /> <Code text={archive.lastError.reason} />
        </p>
      )}
    </>
  );
}

function CallbackFacts({ callbacks }: { callbacks: HealthAnswer["callbacks"] }) {
  const { processed, waiting, parked, duplicate } = callbacks.stats;
  return (
    <Facts
      rows={[
        { label: "最近收到", value: <Time at={callbacks.lastReceivedAt} /> },
        { label: "已处理", value: spokenNumber(processed) },
        { label: "等待处理", value: spokenNumber(waiting) },
        { label: "需要处理", value: spokenNumber(parked), ...(parked > 0 && { tone: "error" as const }) },
        { label: "重复送达", value: spokenNumber(duplicate) },
      ]}
    />
  );
}

function Code({ text }: { text: string }) {
  return (
    <Typography.Text type="secondary" copyable={{ text, tooltips: ["复制代码", "已复制"] }}>
      {" "}
      {text}
    </Typography.Text>
  );
}
