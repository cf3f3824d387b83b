import type { App, CapabilityModule } from "../app";
import { AppNotice } from "./app-notice.entity";
import { lookWhenDue } from "./look-when-due";
import { setupConsole } from "./setup.console";
import { noteAppUseJob } from "./setup.jobs";
import { SetupLook } from "./setup-look.entity";

export { examine } from "./examine";
export { formatFinding } from "./finding";
export type { Finding } from "./setup.schema";
export { noteSidebarOpened } from "./sidebar-opened";

/** The other processes of a fresh start need a moment until they answer. */
const SETTLE_S = 45;

/** Whether this installation and the company's settings in WeCom fit together, and what to do where they do not. */
export const setup: CapabilityModule = {
  name: "setup",
  entities: [SetupLook, AppNotice],
  consoleRoutes: setupConsole,
  jobs: { "note-app-use": noteAppUseJob },
  on: { "callback.app-use": "note-app-use" },
  schedules: {
    look: {
      everyMs: 60_000,
      async run(app: App) {
        if (process.uptime() > SETTLE_S) await lookWhenDue(app);
      },
    },
  },
};
