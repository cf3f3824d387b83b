import { z } from "zod";
import type { App } from "../app";
import { readOperatorFile } from "../platform/operator-file";
import { Automation } from "./automation.entity";
import { Definition } from "./definition";

const BuiltIns = z.strictObject({
  version: z.literal(1),
  automations: z.array(
    z.strictObject({ key: z.string().min(1).max(48), name: z.string().min(1).max(64), definition: Definition }),
  ),
});

/**
 * Gives a corp the automations of config/automations.json that it does not have yet. What a corp has is its own: paused
 * or changed ones stay as they are.
 */
export async function ensureBuiltIns(app: App, corpId: string): Promise<void> {
  const { automations } = readOperatorFile("automations.json", BuiltIns);
  const known = await app.db.getRepository(Automation).find({ select: { automationKey: true }, where: { corpId } });
  const missing = automations.filter(({ key }) => !known.some((automation) => automation.automationKey === key));
  if (missing.length === 0) return;
  const rows = missing.map(({ key, name, definition }) => [corpId, key, name, "active", JSON.stringify(definition)]);
  await app.db.query(
    `INSERT INTO automations (corp_id, automation_key, name, status, definition) VALUES ?
     ON DUPLICATE KEY UPDATE automation_key = automations.automation_key`,
    [rows],
  );
}
