import { answeralerts } from "./answeralerts";
import type { CapabilityModule } from "./app";
import { archive } from "./archive";
import { automations } from "./automations";
import { birthdaytags } from "./birthdaytags";
import { callbacks } from "./callbacks";
import { compliance } from "./compliance";
import { contacts } from "./contacts";
import { contactways } from "./contactways";
import { conversations } from "./conversations";
import { imports } from "./imports";
import { insights } from "./insights";
import { knowledge } from "./knowledge";
import { media } from "./media";
import { outreach } from "./outreach";
import { profiles } from "./profiles";
import { sensitivewords } from "./sensitivewords";
import { servicegroups } from "./servicegroups";
import { setup } from "./setup";
import { staff } from "./staff";
import { suggestions } from "./suggestions";
import { transfers } from "./transfers";

/** Every capability, store first. Adding a feature is one folder and one line here. */
export const capabilities: CapabilityModule[] = [
  staff,
  contacts,
  profiles,
  media,
  conversations,
  knowledge,
  imports,
  birthdaytags,
  outreach,
  answeralerts,
  automations,
  sensitivewords,
  servicegroups,
  contactways,
  transfers,
  suggestions,
  insights,
  callbacks,
  archive,
  compliance,
  setup,
];
