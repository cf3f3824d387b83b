import type { Actor } from "../app";
import { requireManager } from "../staff";

/** Automations speak to every customer of the corp: managers and admins decide. */
export function authorizeAutomation(actor: Actor, action: "automation.pause" | "automation.resume" | "knowledge.push") {
  requireManager(actor, action);
}
