import { accessRoutes } from "./access";
import { appChatRoutes } from "./appchat";
import { contactsRoutes } from "./contacts";
import { acquisitionRoutes } from "./externalcontact/acquisition";
import { contactWayRoutes } from "./externalcontact/contact-way";
import { customerRoutes } from "./externalcontact/customers";
import { groupWelcomeRoutes } from "./externalcontact/group-welcome";
import { groupRoutes } from "./externalcontact/groups";
import { interceptRuleRoutes } from "./externalcontact/intercept-rules";
import { joinWayRoutes } from "./externalcontact/join-way";
import { massMessageRoutes } from "./externalcontact/mass-messages";
import { momentRoutes } from "./externalcontact/moments";
import { productAlbumRoutes } from "./externalcontact/product-album";
import { statisticsRoutes } from "./externalcontact/statistics";
import { strategyRoutes } from "./externalcontact/strategies";
import { tagRoutes } from "./externalcontact/tags";
import { transferRoutes } from "./externalcontact/transfer";
import { welcomeRoutes } from "./externalcontact/welcome";
import { externalpayRoutes } from "./externalpay";
import { idConversionRoutes } from "./id-conversion";
import { kfRoutes } from "./kf";
import { kfUpgradeRoutes } from "./kf-upgrade";
import { launchCodeRoutes } from "./launch-code";
import { mediaRoutes } from "./media";
import { messageRoutes } from "./messages";
import { msgauditRoutes } from "./msgaudit";
import { oauthRoutes } from "./oauth";
import type { Routes } from "./route";
import { uploadByUrlRoutes } from "./upload-by-url";
import { webhookRoutes } from "./webhook";

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
  ...acquisitionRoutes,
  ...productAlbumRoutes,
  ...externalpayRoutes,
  ...uploadByUrlRoutes,
  ...webhookRoutes,
  ...strategyRoutes,
  ...interceptRuleRoutes,
  ...appChatRoutes,
  ...idConversionRoutes,
  ...launchCodeRoutes,
  ...kfUpgradeRoutes,
};
