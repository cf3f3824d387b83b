import { agreed, consentOf, isArchived } from "../world/archive";
import { findMember } from "../world/corp";
import { relationsOfCustomer, relationsOfMember } from "../world/customers";
import { currentMembers, isMember } from "../world/groups";
import { inboxOf } from "../world/inbox";
import type { MassMessage } from "../world/outreach";
import { ownAddress } from "../world/own-address";
import { presentMember } from "../world/relate";
import type { Said } from "../world/talk";
import type { World } from "../world/world";

const NEWEST = 200;

export const nameOf = (world: World, id: string): string =>
  findMember(world, id)?.name ??
  world.state.customers[id]?.name ??
  world.state.kf.accounts.find((row) => row.openKfId === id)?.name ??
  id;

export const inboxView = (world: World, userid: string) => inboxOf(world, findMember(world, userid)?.userid ?? userid);

export const phoneView = (world: World, externalUserid: string) =>
  world.talk.onPhone(externalUserid).map((said) => ({
    at: said.at,
    msgid: said.msgid,
    from: said.from,
    fromName: nameOf(world, said.from),
    via: said.via,
    ...(said.chatId === null ? {} : { chatId: said.chatId }),
    text: said.text,
    attachments: said.attachments,
    ...(said.recalled ? { recalled: true } : {}),
  }));

/** Text and attachments of one send reach the customer as messages of their own. */
function linesOf(world: World, said: Said) {
  const shared = {
    at: said.at,
    from: said.from,
    fromName: nameOf(world, said.from),
    via: said.via,
    ...(said.recalled ? { recalled: true } : {}),
  };
  const rows: { msgtype: string; content: unknown }[] = [];
  if (said.text !== "") rows.push({ msgtype: "text", content: said.text });
  for (const row of said.attachments) rows.push({ msgtype: row.msgtype, content: row[row.msgtype] });
  return rows.map((row, i) => ({ msgid: i === 0 ? said.msgid : `${said.msgid}#${i}`, ...shared, ...row }));
}

export function chatView(world: World, talk: Said[]) {
  return {
    messages: talk
      .slice(-NEWEST)
      .flatMap((said) => linesOf(world, said))
      .slice(-NEWEST),
  };
}

function taskView(world: World, message: MassMessage, userid: string) {
  const task = message.tasks.find((row) => row.userid === userid)!;
  const recipients = message.rows.filter((row) => row.userid === userid);
  return {
    msgid: message.msgid,
    chatType: message.chatType,
    createdAt: message.createdAt,
    text: message.text,
    attachments: message.attachments,
    status:
      message.cancelled && task.status === 0
        ? "cancelled"
        : task.status === 2
          ? "sent"
          : task.ignored
            ? "ignored"
            : "waiting",
    reminders: message.remindedAt.length,
    sentAt: task.sendTime,
    recipients: recipients.map((row) => {
      const id = row.externalUserid ?? row.chatId!;
      return { id, name: world.state.groups[id]?.name ?? nameOf(world, id), status: row.status };
    }),
  };
}

/** All that a member's client shows. */
export function deskView(world: World, userid: string) {
  const member = presentMember(world, userid);
  const customers = relationsOfMember(world, member.userid)
    .filter((row) => row.state !== "gone")
    .map((row) => {
      const customer = world.state.customers[row.externalUserid]!;
      const archived =
        isArchived(world, member.userid) && agreed(world, consentOf(world, member.userid, row.externalUserid));
      return {
        externalUserid: row.externalUserid,
        name: customer.name,
        remark: row.remark,
        avatar: ownAddress(world, customer.avatar),
        relation: row.state,
        addedAt: row.createdAt,
        lastTalkAt: Math.floor(row.lastTalkAt / 1000),
        archived,
      };
    });
  const groups = Object.values(world.state.groups)
    .filter((group) => group.dismissedAt === null && isMember(group, member.userid))
    .map((group) => ({
      chatId: group.chatId,
      name: group.name,
      owner: group.owner,
      memberCount: currentMembers(group).length,
    }));
  const { massMessages, moments } = world.state.outreach;
  const tasks = Object.values(massMessages)
    .filter((message) => message.tasks.some((task) => task.userid === member.userid))
    .map((message) => taskView(world, message, member.userid))
    .reverse();
  return {
    member,
    customers,
    groups,
    tasks,
    apps: world.state.corp.apps.map((app) => {
      const rows = inboxOf(world, member.userid).filter((row) => row.agentId === app.agentId);
      return { agentId: app.agentId, name: app.name, count: rows.length, last: rows.at(-1) ?? null };
    }),
    moments: Object.values(moments)
      .filter((moment) => moment.tasks.some((task) => task.userid === member.userid))
      .map((moment) => {
        const task = moment.tasks.find((row) => row.userid === member.userid)!;
        const status = task.publishedAt !== null ? "published" : moment.cancelled ? "cancelled" : "waiting";
        const { momentId, createdAt, text, attachments } = moment;
        return { momentId, createdAt, text, attachments, status, audience: task.audience.length };
      })
      .reverse(),
  };
}

/** The newest of them: no page shows two hundred thousand. */
const MOST_CUSTOMERS = 5000;

export const customersView = (world: World) => ({
  customers: Object.values(world.state.customers)
    .slice(-MOST_CUSTOMERS)
    .map((customer) => ({
      externalUserid: customer.externalUserid,
      name: customer.name,
      avatar: ownAddress(world, customer.avatar),
      type: customer.type,
      gender: customer.gender,
      followers: relationsOfCustomer(world, customer.externalUserid)
        .filter((row) => row.state !== "gone")
        .map((row) => ({ userid: row.userid, relation: row.state })),
    })),
});

export function corpView(world: World) {
  const { corp, callback, archive, kf, limits } = world.state;
  const { url, token, aesKey, retryNon200 } = callback;
  const app = corp.apps[0]!;
  const key = archive.keys.at(-1)!;
  return {
    corpId: corp.corpId,
    name: corp.name,
    agentId: app.agentId,
    appSecret: app.secret,
    archiveSecret: corp.archiveSecret,
    contactsSecret: corp.contactsSecret,
    seed: world.state.seed,
    apps: corp.apps.map(({ agentId, name, callable, trustedDomains, idle }) => ({
      agentId,
      name,
      callable,
      trustedDomains: trustedDomains ?? null,
      ...(idle === undefined ? {} : { idle }),
    })),
    callback: { url, token, aesKey, retryNon200 },
    departments: corp.departments.map(({ id, name, parentid }) => ({ id, name, parentid })),
    members: corp.members.map(({ userid, name, department, position, visible, contactEnabled, leftAt }) => ({
      userid,
      name,
      department,
      position,
      visible,
      contactEnabled,
      ...(leftAt === null ? {} : { leftAt }),
    })),
    kfAccounts: kf.accounts.map(({ openKfId, name }) => ({ openKfId, name })),
    limits,
    archive: {
      publickeyVer: key.ver,
      privateKey: key.privateKey,
      keys: archive.keys.map(({ ver, privateKey }) => ({ ver, privateKey })),
      mode: archive.mode,
      range: archive.range,
      sdkPath: world.sdkPath,
      dataDir: world.dataDir,
    },
  };
}
