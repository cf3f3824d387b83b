import type { NewCorp } from "./fresh-state";

const member = (userid: string, name: string, department: number, visible: boolean, contactEnabled: boolean) => ({
  userid,
  name,
  department: [department],
  position: "顾问",
  visible,
  contactEnabled,
});

/** Departments 1 and 2; m1 and m2 serve customers, m3 does not, m4 is outside the app's visible range. */
export const emptyCorp = (): NewCorp => ({
  seed: "empty",
  name: "空白公司",
  departments: [
    { id: 1, name: "总部", parentid: 0 },
    { id: 2, name: "门店", parentid: 1 },
  ],
  members: [
    member("m1", "王一", 2, true, true),
    member("m2", "李二", 2, true, true),
    member("m3", "张三", 1, true, false),
    member("m4", "赵四", 1, false, true),
  ],
  archiveRange: ["m1", "m2"],
});
