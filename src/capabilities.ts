import type { CapabilityModule } from "./app";
import { archive } from "./archive";
import { callbacks } from "./callbacks";
import { contacts } from "./contacts";
import { conversations } from "./conversations";
import { outreach } from "./outreach";
import { servicegroups } from "./servicegroups";
import { staff } from "./staff";

/** Every capability, store first. Adding a feature is one folder and one line here. */
export const capabilities: CapabilityModule[] = [staff, contacts, conversations, outreach, servicegroups, callbacks, archive];
