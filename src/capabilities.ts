import type { CapabilityModule } from "./app";
import { archive } from "./archive";
import { callbacks } from "./callbacks";
import { contacts } from "./contacts";
import { conversations } from "./conversations";
import { staff } from "./staff";

/** Every capability, store first. Adding a feature is one folder and one line here. */
export const capabilities: CapabilityModule[] = [staff, contacts, conversations, callbacks, archive];
