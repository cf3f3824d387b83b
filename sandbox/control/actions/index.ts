import type { Action } from "./action";
import { appActions } from "./apps";
import { businessActions } from "./business";
import { clientActions } from "./client";
import { companyActions } from "./company";
import { customerActions } from "./customers";
import { groupActions } from "./groups";
import { messageActions } from "./messages";
import { tagActions } from "./tags";
import { taskActions } from "./tasks";

export const actions: Record<string, Action> = {
  ...customerActions,
  ...messageActions,
  ...groupActions,
  ...tagActions,
  ...taskActions,
  ...appActions,
  ...companyActions,
  ...businessActions,
  ...clientActions,
};
