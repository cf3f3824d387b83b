import type { App } from "../app";
import { listMembers, type Member } from "../staff";
import type { WecomError } from "../wecom";
import type { Questions, Refusal } from "./ask";
import { appRefusal, refusalWords } from "./check-app";
import { fail, ok, unknown, warn } from "./finding";
import type { Finding } from "./setup.schema";

const NAMES_SHOWN = 20;
/** The app may not call the customer APIs. */
const NOT_CALLABLE = new Set([48001, 48002, 84074]);
const TOO_INACTIVE = 48011;

/** The right to the customer APIs, and which members it reaches. */
export async function checkContacts(app: App, questions: Questions): Promise<Finding[]> {
  const { value: followers, refusal } = await questions.followUsers();
  if (refusal) return [refused(app, refusal)];
  const members = (await listMembers(app, app.config.wecom.corpId)).filter((member) => member.status !== "left");
  const nameOf = names(members);
  const permission = ok("contacts.permission", `可见 ${followers.length} 位有客户联系功能的成员`);
  return [
    followers.length > 0
      ? permission
      : fail(
          "contacts.permission",
          "看不到任何有客户联系功能的成员",
          "设置本应用的可见范围，以及 客户联系 → 权限配置 → 使用范围",
          { place: [] },
        ),
    ...(followers.length > 0 ? [enabled(followers, members, nameOf)] : []),
    range(members),
    await orphans(app, followers, nameOf),
  ];
}

function refused(app: App, refusal: Refusal): Finding {
  const { errcode } = refusal as Partial<WecomError>;
  if (errcode !== undefined && NOT_CALLABLE.has(errcode)) {
    return fail("contacts.permission", `${refusal.api} 返回 ${errcode}`, "添加本应用");
  }
  if (errcode === TOO_INACTIVE) {
    return fail(
      "contacts.permission",
      `${refusal.api} 返回 ${errcode}，成员不够活跃，企业微信不给客户资料`,
      "请使用客户联系的成员登录企业微信，并打开本应用的聊天侧边栏",
      { place: [] },
    );
  }
  // What is wrong with the app itself is told once, with the app.
  if (appRefusal(app, refusal))
    return unknown("contacts.permission", "先处理「企业与应用」里的问题", undefined, { hidden: true });
  return fail("contacts.permission", refusalWords(refusal), "稍后重新检查；若一直如此，请查看企业微信对该代码的说明", {
    place: [],
  });
}

const lower = (userid: string) => userid.toLowerCase();

function names(members: Member[]): (userid: string) => string {
  const known = new Map(members.map((member) => [lower(member.userid), member.name]));
  return (userid) => known.get(lower(userid)) || userid;
}

function listed(all: string[]): string {
  return `${all.slice(0, NAMES_SHOWN).join("、")}${all.length > NAMES_SHOWN ? ` 等 ${all.length} 位` : ""}`;
}

function enabled(followers: string[], members: Member[], nameOf: (userid: string) => string): Finding {
  const has = new Set(followers.map(lower));
  const without = members.filter((member) => member.status === "active" && !has.has(lower(member.userid)));
  const rest = without.length > 0 ? `；未开通：${listed(without.map((member) => member.name))}` : "";
  return ok("contacts.members", `${listed(followers.map(nameOf))}${rest}`);
}

function range(members: Member[]): Finding {
  if (members.length > 0) return ok("contacts.range", `应用可见 ${members.length} 位成员`);
  return warn(
    "contacts.range",
    "还没有读到成员",
    "把使用常青的部门和成员加入可见范围，然后运行 npm run -s scrm -- sync",
  );
}

/** Members who have customers here and whom WeCom does not show to us: their customers get no care and no updates. */
async function orphans(app: App, followers: string[], nameOf: (userid: string) => string): Promise<Finding> {
  const has = new Set(followers.map(lower));
  const rows: { userid: string; n: string }[] = await app.db.query(
    `SELECT userid, COUNT(*) AS n FROM follow_relations
     WHERE corp_id = ? AND status IN ('half', 'full') GROUP BY userid ORDER BY n DESC`,
    [app.config.wecom.corpId],
  );
  const outside = rows.filter((row) => !has.has(lower(row.userid)));
  if (outside.length === 0) return ok("contacts.orphans", "没有");
  return warn(
    "contacts.orphans",
    listed(outside.map((row) => `${nameOf(row.userid)}（${row.n} 位客户）`)),
    "把这些成员加入可见范围，并在 客户联系 → 权限配置 → 使用范围 开通；已离职的，把客户分配给同事",
  );
}
