import { archiveCommand } from "./archive";
import { auditCommand } from "./audit";
import { callbacksCommand } from "./callbacks";
import { contentCommand } from "./content";
import { demo } from "./demo";
import { doctor } from "./doctor";
import { importCommand } from "./import";
import { migrate } from "./migrate";
import { reconcile } from "./reconcile";
import { sync } from "./sync";
import { token } from "./token";
import { verify } from "./verify";

export interface Command {
  summary: string;
  /** @returns the exit code. */
  run(args: string[]): Promise<number>;
}

export const commands: Record<string, Command> = {
  doctor,
  migrate,
  token,
  sync,
  reconcile,
  import: importCommand,
  archive: archiveCommand,
  callbacks: callbacksCommand,
  audit: auditCommand,
  content: contentCommand,
  verify,
  demo,
};
