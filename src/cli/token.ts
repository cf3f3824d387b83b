import { parseArgs } from "node:util";
import { actorOfToken, createApiToken, type Role, roles } from "../staff";
import type { Command } from "./commands";
import { UsageError } from "./usage";
import { print, withApp } from "./with-app";

const USAGE = "token create --role admin|manager|rep --name N [--userid U]";

export const token: Command = {
  summary: `${USAGE}: prints the token alone, this once`,
  run: (args) => {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { role: { type: "string" }, name: { type: "string" }, userid: { type: "string" } },
    });
    const role = roles.find((known) => known === values.role);
    if (positionals[0] !== "create" || !role || !values.name) throw new UsageError(USAGE);
    return create(role, values.name, values.userid);
  },
};

function create(role: Role, name: string, userid: string | undefined): Promise<number> {
  return withApp(async (app) => {
    const token = await createApiToken(app, { corpId: app.config.wecom.corpId, name, role, ...(userid && { userid }) });
    print(token);
    if ((await actorOfToken(app, token))?.scope.length === 0) {
      process.stderr.write("This token belongs to no member and sees no customer; --userid names one.\n");
    }
    return 0;
  });
}
