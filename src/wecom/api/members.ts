import { z } from "zod";
import type { WecomClient } from "../client";

const User = z.looseObject({
  userid: z.string(),
  name: z.string().default(""),
  department: z.array(z.number()).default([]),
  position: z.string().default(""),
  is_leader_in_dept: z.array(z.number()).default([]),
  status: z.number().default(1),
});
export type WecomUser = z.output<typeof User>;

/** @see https://developer.work.weixin.qq.com/document/path/90196 unknown, gone or invisible: 60111 */
export function getUser(wecom: WecomClient, userid: string): Promise<WecomUser> {
  return wecom.call({ method: "GET", path: "user/get", query: { userid }, schema: User, retry: "safe" });
}

/** Of one department, without those below. @see https://developer.work.weixin.qq.com/document/path/90201 */
export async function listUsers(wecom: WecomClient, departmentId: number): Promise<WecomUser[]> {
  const answer = await wecom.call({
    method: "GET",
    path: "user/list",
    query: { department_id: departmentId },
    schema: z.looseObject({ userlist: z.array(User).default([]) }),
    retry: "safe",
  });
  return answer.userlist;
}

/** Ids alone, where `user/list` is too large (45029). @see https://developer.work.weixin.qq.com/document/path/90200 */
export async function listUserids(wecom: WecomClient, departmentId: number): Promise<string[]> {
  const answer = await wecom.call({
    method: "GET",
    path: "user/simplelist",
    query: { department_id: departmentId },
    schema: z.looseObject({ userlist: z.array(z.looseObject({ userid: z.string() })).default([]) }),
    retry: "safe",
  });
  return answer.userlist.map((user) => user.userid);
}

const Department = z.looseObject({
  id: z.number(),
  name: z.string().default(""),
  parentid: z.number().default(0),
});
export type WecomDepartment = z.output<typeof Department>;

/** All that the app may see. @see https://developer.work.weixin.qq.com/document/path/90208 */
export async function listDepartments(wecom: WecomClient): Promise<WecomDepartment[]> {
  const answer = await wecom.call({
    method: "GET",
    path: "department/list",
    schema: z.looseObject({ department: z.array(Department).default([]) }),
    retry: "safe",
  });
  return answer.department;
}

/** Visible members with 客户联系功能. @see https://developer.work.weixin.qq.com/document/path/92571 */
export async function listFollowUsers(wecom: WecomClient): Promise<string[]> {
  const answer = await wecom.call({
    method: "GET",
    path: "externalcontact/get_follow_user_list",
    schema: z.looseObject({ follow_user: z.array(z.string()).default([]) }),
    retry: "safe",
  });
  return answer.follow_user;
}
