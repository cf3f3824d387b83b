import type { Core, Desk } from "../core";
import type { View } from "../view";
import type { Decision } from "./answers";
import type { Registration } from "./registration";

/** One permitted call of a page. */
export interface CallContext {
  core: Core;
  view: View;
  name: string;
  params: Record<string, unknown>;
  registration: Registration | null;
  /** absent on the first attempt of a call that asks the person something */
  decision: Decision | undefined;
}

/** The member's own name for a customer comes before the customer's. */
export const labelOf = (customer: Desk["customers"][number]): string => customer.remark || customer.name;

/** Who deleted the member, or waits to be accepted, cannot be written to. */
export const isFriend = (customer: Desk["customers"][number]): boolean => customer.relation === "full";
