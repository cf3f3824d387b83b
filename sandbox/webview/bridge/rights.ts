import type { Core } from "../core";
import type { View } from "../view";
import { Refusal } from "./answers";
import type { Registration } from "./registration";

/** The set-up of messaging §8.7: the app in 可调用接口的应用, the member in its visible range and in the 使用范围 of 客户联系. */
export async function requireCustomerRight(core: Core, view: View, registration: Registration | null): Promise<void> {
  const { members, apps } = await core.corp();
  const app = apps.find((row) => row.agentId === registration?.agentId);
  if (app && !app.callable) throw new Refusal("permission denied");
  const member = members.find((row) => row.userid.toLowerCase() === view.as.toLowerCase());
  if (!member?.visible || !member.contactEnabled) throw new Refusal("fail no permission");
}
