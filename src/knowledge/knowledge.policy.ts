import type { Actor } from "../app";
import { requireManager } from "../staff";

/** Everyone reads; what the company says to customers is written by managers. */
export function mayEditKnowledge(actor: Actor): void {
  requireManager(actor, "knowledge.edit");
}
