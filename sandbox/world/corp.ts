import type { World } from "./world";

export interface Department {
  id: number;
  name: string;
  parentid: number;
  order: number;
}

export interface Member {
  userid: string;
  name: string;
  department: number[];
  position: string;
  /** In the self-built apps' 可见范围. */
  visible: boolean;
  /** 客户联系功能: in the 使用范围 of 客户联系. */
  contactEnabled: boolean;
  leftAt: number | null;
  /** A welcome text of the admin console for this member; WeCom then sends it itself and gives no WelcomeCode. */
  consoleWelcome: string | null;
}

export interface App {
  agentId: number;
  name: string;
  secret: string;
  /** In 可调用接口的应用 of 客户联系 and 微信客服. */
  callable: boolean;
  /** closed: switched off because nobody opens it (48006). low: too little activity for customer data (48011). */
  idle?: "closed" | "low" | undefined;
  /** 可信域名, hosts with their port; null or absent = every host. */
  trustedDomains?: string[] | null;
  /** 应用主页; absent = not told. */
  homeUrl?: string;
}

export interface CorpState {
  corpId: string;
  name: string;
  departments: Department[];
  members: Member[];
  apps: App[];
  archiveSecret: string;
  /** 通讯录同步. */
  contactsSecret: string;
}

const byUserid = new WeakMap<Member[], Map<string, Member>>();

/** userids are case-insensitive. */
export function findMember(world: World, userid: string): Member | undefined {
  const { members } = world.state.corp;
  let index = byUserid.get(members);
  if (index?.size !== members.length) {
    index = new Map(members.map((member) => [member.userid.toLowerCase(), member]));
    byUserid.set(members, index);
  }
  return index.get(userid.toLowerCase());
}

export const isPresent = (member: Member): boolean => member.leftAt === null;
export const isVisible = (member: Member): boolean => member.visible && isPresent(member);

/** Members an app can act for with customers: in its visible range and with 客户联系. */
export const servesCustomers = (member: Member): boolean => isVisible(member) && member.contactEnabled;

export function isServing(world: World, userid: string): boolean {
  const member = findMember(world, userid);
  return member !== undefined && servesCustomers(member);
}

export const mainApp = (world: World): App => world.state.corp.apps[0]!;

/** The ids below and including `id`. */
export function departmentTree(world: World, id: number): number[] {
  const { departments } = world.state.corp;
  const found = [id];
  for (let at = 0; at < found.length; at++) {
    for (const child of departments) if (child.parentid === found[at] && child.id !== found[at]) found.push(child.id);
  }
  return found;
}
