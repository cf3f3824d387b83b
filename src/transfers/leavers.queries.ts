import type { Actor, App } from "../app";
import { inScope } from "../contacts";
import { Department, listMembers } from "../staff";
import { Leaver } from "./leaver.entity";
import { DAY_MS, LEAVER_DAYS } from "./settings";
import { takersFor } from "./takers";
import type { LeaverRow } from "./transfers.schema";

/** Leavers with something left behind, or on its way; the most urgent first. */
export async function listLeavers(app: App, actor: Actor): Promise<LeaverRow[]> {
  const { corpId } = actor;
  const leavers = (await app.db.getRepository(Leaver).findBy({ corpId })).filter((row) => inScope(actor, row.userid));
  if (leavers.length === 0) return [];
  const [members, departments, waiting] = await Promise.all([
    listMembers(app, corpId),
    app.db.getRepository(Department).findBy({ corpId }),
    waitingCounts(app, corpId, leavers),
  ]);
  const memberOf = new Map(members.map((member) => [member.userid.toLowerCase(), member]));
  const names = new Map(departments.map((department) => [department.departmentId, department.name]));
  const takers = await takersFor(
    app,
    actor,
    leavers.map((leaver) => leaver.userid),
  );
  return leavers
    .flatMap((leaver) => {
      const counts = waiting.get(leaver.userid.toLowerCase());
      if (!counts) return [];
      const member = memberOf.get(leaver.userid.toLowerCase());
      const since = leaver.leftAt ?? leaver.noticedAt;
      const daysGone = Math.floor((app.now().getTime() - since.getTime()) / DAY_MS);
      return [
        {
          userid: leaver.userid,
          name: member?.name ?? leaver.userid,
          departments: (member?.departments ?? []).flatMap((id) => names.get(id) ?? []),
          leftAt: leaver.leftAt,
          noticedAt: leaver.noticedAt,
          daysLeft: Math.max(0, LEAVER_DAYS - daysGone),
          ...counts,
          proposal: takers(leaver.userid)[0] ?? null,
        },
      ];
    })
    .sort((a, b) => Number(b.customers + b.groups > 0) - Number(a.customers + a.groups > 0) || a.daysLeft - b.daysLeft);
}

interface Waiting {
  customers: number;
  groups: number;
  running: number;
}

async function waitingCounts(app: App, corpId: string, leavers: Leaver[]): Promise<Map<string, Waiting>> {
  const userids = leavers.map((leaver) => leaver.userid);
  const open = (subject: string, id: string) =>
    `NOT EXISTS (SELECT 1 FROM transfers t WHERE t.corp_id = ? AND t.open_key = CONCAT('${subject}:', ${id}))`;
  const rows: { what: keyof Waiting; userid: string; n: string }[] = await app.db.query(
    `SELECT 'customers' AS what, u.userid, COUNT(*) AS n FROM unassigned_customers u
     WHERE u.corp_id = ? AND u.userid IN (?) AND ${open("customer", "u.external_userid")} GROUP BY u.userid
     UNION ALL
     SELECT 'groups', g.owner_userid, COUNT(*) FROM customer_groups g
     WHERE g.corp_id = ? AND g.owner_userid IN (?) AND g.status = 'active' AND ${open("group", "g.chat_id")}
     GROUP BY g.owner_userid
     UNION ALL
     SELECT 'running', handover_userid, COUNT(*) FROM transfers
     WHERE corp_id = ? AND handover_userid IN (?) AND kind = 'resigned'
       AND state IN ('planned', 'claimed', 'started', 'unknown')
     GROUP BY handover_userid`,
    [corpId, userids, corpId, corpId, userids, corpId, corpId, userids],
  );
  const found = new Map<string, Waiting>();
  for (const { what, userid, n } of rows) {
    const key = userid.toLowerCase();
    const counts = found.get(key) ?? { customers: 0, groups: 0, running: 0 };
    counts[what] += Number(n);
    found.set(key, counts);
  }
  return found;
}
