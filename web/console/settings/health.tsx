import { useQuery } from "@tanstack/react-query";
import { Badge, Descriptions } from "antd";
import { fullTime, spokenNumber } from "../../shared/time";
import { api } from "../api";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { DeadWork } from "./dead-work";

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
    counts: Record<string, number>;
    parked: { id: string; event: string; changeType: string | null; state: string; receivedAt: string }[];
  };
  now: string;
}

const partNames: Record<string, string> = { mysql: "数据库", redis: "Redis", migrations: "数据库结构" };

export function Health() {
  const health = useQuery({
    queryKey: ["/system/health"],
    queryFn: ({ signal }) => api.get<{ data: HealthAnswer }>("/system/health", {}, signal),
    refetchInterval: 10_000,
  });
  const data = health.data?.data;
  return (
    <>
      <PageHead title="系统健康" hint={data && `公司时间 ${fullTime(data.now)}`} />
      {health.error && <Problem error={health.error} onRetry={() => health.refetch()} />}
      {!data && !health.error && <PageSkeleton />}
      {data && (
        <>
          <section className="ct-card">
            <h2>服务</h2>
            <Descriptions column={{ xs: 1, md: 3 }} size="small">
              {Object.entries(data.parts).map(([name, part]) => (
                <Descriptions.Item key={name} label={partNames[name] ?? name}>
                  <Badge
                    status={part.ok ? "success" : "error"}
                    text={part.ok ? "正常" : `异常(${part.detail ?? "无应答"})`}
                  />
                </Descriptions.Item>
              ))}
              <Descriptions.Item label="待处理">{spokenNumber(data.work.pending)}</Descriptions.Item>
              <Descriptions.Item label="处理中">{spokenNumber(data.work.running)}</Descriptions.Item>
              <Descriptions.Item label="需要人工">{spokenNumber(data.work.dead)}</Descriptions.Item>
            </Descriptions>
          </section>
          <section className="ct-card">
            <h2>会话存档</h2>
            <ArchiveFacts archive={data.archive} />
          </section>
          <section className="ct-card">
            <h2>回调</h2>
            <Descriptions column={{ xs: 1, md: 3 }} size="small">
              <Descriptions.Item label="最近收到">
                <Time at={data.callbacks.lastReceivedAt} />
              </Descriptions.Item>
              <Descriptions.Item label="已处理">
                {spokenNumber(data.callbacks.counts.dispatched ?? 0)}
              </Descriptions.Item>
              <Descriptions.Item label="未能识别">
                {spokenNumber((data.callbacks.counts.unknown ?? 0) + (data.callbacks.counts.dead ?? 0))}
              </Descriptions.Item>
            </Descriptions>
          </section>
          <DeadWork />
        </>
      )}
    </>
  );
}

function ArchiveFacts({ archive }: { archive: HealthAnswer["archive"] }) {
  if (!archive.configured) return <p className="ct-quiet">尚未配置会话存档,配置方法见接入指南。</p>;
  const parked = archive.parked.reduce((sum, entry) => sum + entry.rows, 0);
  return (
    <Descriptions column={{ xs: 1, md: 3 }} size="small">
      <Descriptions.Item label="已存消息">{spokenNumber(archive.rows)}</Descriptions.Item>
      <Descriptions.Item label="最近一条">
        <Time at={archive.newestMessageAt} />
      </Descriptions.Item>
      <Descriptions.Item label="最近拉取">
        <Time at={archive.lastSuccessAt} />
      </Descriptions.Item>
      <Descriptions.Item label="暂存未解">
        {parked === 0 ? "无" : `${spokenNumber(parked)} 条(${archive.parked.map((entry) => entry.reason).join("、")})`}
      </Descriptions.Item>
      {archive.lastError && (
        <Descriptions.Item label="最近一次失败">
          {archive.lastError.reason} <Time at={archive.lastError.at} />
        </Descriptions.Item>
      )}
    </Descriptions>
  );
}
