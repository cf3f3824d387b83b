export const roles = ["admin", "manager", "rep"] as const;
export type Role = (typeof roles)[number];

/** Words on the screen. */
export const roleNames: Record<Role, string> = { admin: "管理员", manager: "主管", rep: "销售" };
