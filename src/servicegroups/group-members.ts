import type { App } from "../app";
import { listMembers, type Member } from "../staff";
import { type ServiceGroupSettings, serviceGroupSettings } from "./settings";

export interface GroupColleague {
  userid: string;
  name: string;
  role: "owner" | "specialist";
}

/**
 * Who is to be in the group: the owner, and for each role of config/servicegroups.json the first colleagues who are
 * there. People who left or are disabled are passed over for the next in line.
 */
export async function chooseColleagues(app: App, corpId: string, owner: string): Promise<GroupColleague[]> {
  const members = await listMembers(app, corpId);
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const ownerRow = members.find((member) => same(member.userid, owner));
  const chosen: GroupColleague[] = [
    { userid: ownerRow?.userid ?? owner, name: ownerRow?.name ?? owner, role: "owner" },
  ];
  for (const specialist of serviceGroupSettings().specialists) {
    const line = inLine(members, specialist).filter(
      (member) => member.status === "active" && !chosen.some((taken) => same(taken.userid, member.userid)),
    );
    for (const { userid, name } of line.slice(0, specialist.count)) chosen.push({ userid, name, role: "specialist" });
  }
  return chosen;
}

function inLine(members: Member[], specialist: ServiceGroupSettings["specialists"][number]): Member[] {
  const named = (userids: string[]) =>
    userids.flatMap((userid) => members.filter((member) => member.userid.toLowerCase() === userid.toLowerCase()));
  const byPosition = specialist.positions.flatMap((word) => members.filter((member) => member.position.includes(word)));
  return [...new Set([...named(specialist.userids), ...byPosition, ...named(specialist.substituteUserids)])];
}
