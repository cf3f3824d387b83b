import type { CapabilityModule } from "../app";
import { ServiceGroup } from "./service-group.entity";
import { ServiceGroupAttempt } from "./service-group-attempt.entity";
import { servicegroupsConsole } from "./servicegroups.console";
import { groupChangedJob, readPostedJob } from "./servicegroups.jobs";
import { servicegroupsSidebar } from "./servicegroups.sidebar";

export const servicegroups: CapabilityModule = {
  name: "servicegroups",
  entities: [ServiceGroup, ServiceGroupAttempt],
  consoleRoutes: servicegroupsConsole,
  sidebarRoutes: servicegroupsSidebar,
  jobs: { "group-changed": groupChangedJob, "read-posted": readPostedJob },
  on: { "group.changed": "group-changed" },
};
