import type { Actor, App } from "../app";
import { inScope, sameUserid } from "../contacts";
import { Department, listMembers } from "../staff";
import type { Taker } from "./transfers.schema";

/**
 * Who could take over from this member: colleagues of the same department first, fewest customers first. The first one is
 * the proposal; a person decides.
 */
export async function takersFor(
  app: App,
  actor: Actor,
  handoverUserids: string[],
): Promise<(userid: string) => Taker[]> {
  const { corpId } = actor;
  const [members, departments, counts] = await Promise.all([
    listMembers(app, corpId),
    app.db.getRepository(Department).findBy({ corpId }),
    customerCounts(app, corpId),
  ]);
  const names = new Map(departments.map((department) => [department.departmentId, department.name]));
  const fit = members.filter(
    (member) => member.status === "active" && member.contactEnabled && inScope(actor, member.userid),
  );
  const wanted = new Set(handoverUserids.map((userid) => userid.toLowerCase()));
  const givers = members.filter((member) => wanted.has(member.userid.toLowerCase()));
  return (userid) => {
    const own = new Set(givers.find((member) => sameUserid(member.userid, userid))?.departments ?? []);
    return fit
      .filter((member) => !sameUserid(member.userid, userid))
      .map((member) => ({
        userid: member.userid,
        name: member.name,
        departments: member.departments.flatMap((id) => names.get(id) ?? []),
        customers: counts.get(member.userid.toLowerCase()) ?? 0,
        near: member.departments.some((id) => own.has(id)),
      }))
      .sort((a, b) => Number(b.near) - Number(a.near) || a.customers - b.customers || (a.userid < b.userid ? -1 : 1));
  };
}

/** Customers of each member, and those who are on the way to them. */
async function customerCounts(app: App, corpId: string): Promise<Map<string, number>> {
  const rows: { userid: string; n: string }[] = await app.db.query(
    `SELECT userid, COUNT(*) AS n FROM follow_relations WHERE corp_id = ? AND status = 'full' GROUP BY userid
     UNION ALL
     SELECT takeover_userid, COUNT(*) FROM transfers
     WHERE corp_id = ? AND subject = 'customer' AND state IN ('planned', 'claimed', 'started', 'unknown')
     GROUP BY takeover_userid`,
    [corpId, corpId],
  );
  const counts = new Map<string, number>();
  for (const { userid, n } of rows) {
    const key = userid.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + Number(n));
  }
  return counts;
}
