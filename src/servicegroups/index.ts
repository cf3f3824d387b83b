import type { CapabilityModule } from "../app";
import { rowsOf, rowsUnder } from "../platform/rows-of";
import { ServiceGroup } from "./service-group.entity";
import { ServiceGroupAttempt } from "./service-group-attempt.entity";
import { servicegroupsConsole } from "./servicegroups.console";
import { groupChangedJob, readPostedJob } from "./servicegroups.jobs";
import { servicegroupsSidebar } from "./servicegroups.sidebar";

export const servicegroups: CapabilityModule = {
  name: "servicegroups",
  entities: [ServiceGroup, ServiceGroupAttempt],
  personalData: [
    { label: "专属服务群", ...rowsOf("service_groups") },
    { label: "专属服务群", ...rowsUnder("service_group_attempts", "service_group_id", "service_groups") },
  ],
  consoleRoutes: servicegroupsConsole,
  sidebarRoutes: servicegroupsSidebar,
  jobs: { "group-changed": groupChangedJob, "read-posted": readPostedJob },
  on: { "group.changed": "group-changed" },
};
