import type { App } from "../app";
import { workCalendar } from "../conversations";
import { Lease } from "../platform/work";
import { listMembers } from "../staff";
import { fail, ok, unknown, warn } from "./finding";
import type { Finding } from "./setup.schema";

const LATE_MS = 60_000;
const CLOCK_WARN_MS = 30_000;
/** From here on callbacks are refused as stale, or nearly so. */
const CLOCK_FAIL_MS = 5 * 60_000;
const HOLIDAYS_WARN_MS = 31 * 86_400_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** This installation itself; databases are looked at before an App can be built. */
export async function checkMachine(app: App): Promise<Finding[]> {
  return [
    await workers(app),
    clock(app),
    https(app),
    secret(app),
    await admins(app),
    ...(await holidays(app)),
    backup(),
  ];
}

/** Due work that waits means that nobody looks for it or nobody does it. The lease and the rows are in real time. */
async function workers(app: App): Promise<Finding> {
  const { corpId } = app.config.wecom;
  const [lease, [row]] = await Promise.all([
    app.db.getRepository(Lease).findOneBy({ name: `scheduler:${corpId}` }),
    app.db.query<{ late_s: string | null }[]>(
      `SELECT TIMESTAMPDIFF(SECOND, MIN(due_at), UTC_TIMESTAMP(3)) AS late_s FROM outbox
       WHERE corp_id = ? AND status = 'pending'`,
      [corpId],
    ),
  ]);
  if (!lease) return warn("machine.workers", "没有正在运行的 scheduler", "启动 scheduler 和 worker 进程");
  const lateS = Number(row?.late_s ?? 0);
  if (lateS * 1_000 < LATE_MS) return ok("machine.workers", "到期的工作都在及时处理");
  const minutes = Math.floor(lateS / 60);
  return warn(
    "machine.workers",
    `最早一件到期的工作已等了 ${minutes} 分钟`,
    "确认 worker 和 scheduler 进程都在运行，看它们的日志",
  );
}

function clock(app: App): Finding {
  const aheadMs = app.wecom.clockAheadMs();
  if (aheadMs === null) return unknown("machine.clock", "还没有和企业微信对过时间");
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  if (Math.abs(aheadMs) < CLOCK_WARN_MS) return ok("machine.clock", "与企业微信一致");
  const seen = `比企业微信${aheadMs > 0 ? "快" : "慢"} ${seconds} 秒`;
  const todo = "开启时间同步（NTP，例如 chrony）；相差十分钟以上时，企业微信的推送会被拒收";
  return Math.abs(aheadMs) < CLOCK_FAIL_MS ? warn("machine.clock", seen, todo) : fail("machine.clock", seen, todo);
}

function https(app: App): Finding {
  const url = new URL(app.config.publicUrl);
  if (url.protocol === "https:") return ok("machine.https", url.origin);
  if (LOOPBACK.test(url.hostname)) return ok("machine.https", `${url.origin}（只在本机使用）`);
  return warn("machine.https", `${url.origin} 没有加密`, "在反向代理上配置证书，并把 PUBLIC_URL 改为 https 地址");
}

function secret(app: App): Finding {
  const different = new Set(app.config.secret).size;
  const guessable = different < 10 || /example|change|secret|password|1234/i.test(app.config.secret);
  if (!guessable) return ok("machine.secret", "已配置");
  return warn("machine.secret", "容易被猜到", "换成 openssl rand -hex 32 生成的值并重启；成员需要重新登录一次");
}

async function admins(app: App): Promise<Finding> {
  const named = app.config.admins;
  if (named.length === 0) return warn("machine.admins", "还没有指定", "在 EVERGREEN_ADMINS 里填写管理员的 userid");
  const members = await listMembers(app, app.config.wecom.corpId);
  const known = new Map(members.map((member) => [member.userid.toLowerCase(), member]));
  const missing = named.filter((userid) => (known.get(userid.toLowerCase())?.status ?? "left") === "left");
  if (members.length === 0 || missing.length === 0) {
    return ok("machine.admins", named.map((userid) => known.get(userid.toLowerCase())?.name ?? userid).join("、"));
  }
  return warn(
    "machine.admins",
    `${missing.join("、")} 不在应用的可见范围内`,
    "核对 EVERGREEN_ADMINS 里的 userid，或把他们加入应用的可见范围",
  );
}

/** Known up to a year's end; what follows is known by law alone, which is worth knowing a month before. */
async function holidays(app: App): Promise<Finding[]> {
  const calendar = await workCalendar(app, app.config.wecom.corpId);
  if (!calendar.rules.holidays) return [];
  const soon = new Date(app.now().getTime() + HOLIDAYS_WARN_MS);
  const { knownTo } = calendar.holidays;
  if (Number(calendar.dayOf(soon).slice(0, 4)) <= knownTo)
    return [ok("machine.holidays", `已有 ${knownTo} 年及以前的放假安排`)];
  return [
    warn(
      "machine.holidays",
      `放假安排只到 ${knownTo} 年，之后只知道法定假日，不知道调休`,
      "升级常青，或在 设置 → 响应时限 填写「另外休息的日子」和「另外上班的日子」",
    ),
  ];
}

function backup(): Finding {
  return unknown(
    "machine.backup",
    "常青看不到您的备份",
    "请定期备份数据库、.env 和用过的每一把存档私钥；私钥丢了，旧消息就解不开",
  );
}
