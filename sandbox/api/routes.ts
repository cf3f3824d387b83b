import { accessRoutes } from "./access";
import { contactsRoutes } from "./contacts";
import { contactWayRoutes } from "./externalcontact/contact-way";
import { customerRoutes } from "./externalcontact/customers";
import { groupWelcomeRoutes } from "./externalcontact/group-welcome";
import { groupRoutes } from "./externalcontact/groups";
import { joinWayRoutes } from "./externalcontact/join-way";
import { massMessageRoutes } from "./externalcontact/mass-messages";
import { momentRoutes } from "./externalcontact/moments";
import { statisticsRoutes } from "./externalcontact/statistics";
import { tagRoutes } from "./externalcontact/tags";
import { transferRoutes } from "./externalcontact/transfer";
import { welcomeRoutes } from "./externalcontact/welcome";
import { kfRoutes } from "./kf";
import { mediaRoutes } from "./media";
import { messageRoutes } from "./messages";
import { msgauditRoutes } from "./msgaudit";
import { oauthRoutes } from "./oauth";
import type { Routes } from "./route";

/** Every call under /cgi-bin, by its path without that prefix. */
export const routes: Routes = {
  ...accessRoutes,
  ...oauthRoutes,
  ...contactsRoutes,
  ...customerRoutes,
  ...contactWayRoutes,
  ...tagRoutes,
  ...welcomeRoutes,
  ...groupWelcomeRoutes,
  ...groupRoutes,
  ...joinWayRoutes,
  ...massMessageRoutes,
  ...momentRoutes,
  ...transferRoutes,
  ...statisticsRoutes,
  ...messageRoutes,
  ...mediaRoutes,
  ...kfRoutes,
  ...msgauditRoutes,
};
