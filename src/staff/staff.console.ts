import Router from "@koa/router";
import type { App, Ctx, KoaState } from "../app";
import { actorOf } from "./actor";
import { roleNames } from "./roles";
import { departmentsOf, listMembers } from "./staff.queries";

export function staffConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/me", meRoute(app));

  router.get("/members", async (ctx) => {
    const actor = actorOf(ctx);
    const members = await listMembers(app, actor.corpId);
    const visible = members.filter((member) => actor.scope === "all" || actor.scope.includes(member.userid));
    ctx.body = {
      data: visible.map((member) => ({
        userid: member.userid,
        name: member.name,
        position: member.position,
        status: member.status,
        contactEnabled: member.contactEnabled,
      })),
    };
  });

  router.get("/departments", async (ctx) => {
    const { corpId, scope } = actorOf(ctx);
    const departments = await departmentsOf(app, corpId, scope);
    ctx.body = { data: departments.map(({ departmentId, name }) => ({ departmentId, name })) };
  });

  return router;
}

/** Who is signed in, and the company's time. */
function meRoute(app: App) {
  return (ctx: Ctx) => {
    const actor = actorOf(ctx);
    ctx.body = {
      data: {
        userid: actor.userid,
        name: actor.name,
        role: actor.role,
        roleName: roleNames[actor.role],
        now: app.now(),
      },
    };
  };
}

export function staffSidebar(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  router.get("/me", meRoute(app));
  return router;
}
