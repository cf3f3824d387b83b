import { In } from "typeorm";
import type { App } from "../app";
import { memberNames } from "../staff";
import { listFields, presentField } from "./list-fields";
import { heldValue, type StoredValue } from "./parse-value";
import { ProfileChoice } from "./profile-choice.entity";
import { ProfileValue } from "./profile-value.entity";
import type { CustomerFields } from "./profiles.schema";

export interface HeldValue extends StoredValue {
  row: ProfileValue;
}

/** externalUserid → field id → what it holds. */
export async function valuesOfCustomers(
  app: App,
  corpId: string,
  externalUserids: string[],
): Promise<Map<string, Map<string, HeldValue>>> {
  if (externalUserids.length === 0) return new Map();
  const where = { corpId, externalUserid: In(externalUserids) };
  const [rows, choices] = await Promise.all([
    app.db.getRepository(ProfileValue).findBy(where),
    app.db.getRepository(ProfileChoice).findBy(where),
  ]);
  const options = new Map<string, string[]>();
  for (const choice of choices) {
    const key = `${choice.externalUserid} ${choice.fieldId}`;
    options.set(key, [...(options.get(key) ?? []), choice.optionKey]);
  }
  const found = new Map<string, Map<string, HeldValue>>();
  for (const row of rows) {
    const own = found.get(row.externalUserid) ?? new Map<string, HeldValue>();
    const { valueText, valueNumber, valueDate } = row;
    const held = options.get(`${row.externalUserid} ${row.fieldId}`) ?? [];
    own.set(row.fieldId, { valueText, valueNumber, valueDate, choices: held, row });
    found.set(row.externalUserid, own);
  }
  return found;
}

/** Every field in use, with or without a value. The actor may see the customer: ask the policy first. */
export async function customerFields(app: App, corpId: string, externalUserid: string): Promise<CustomerFields> {
  const [fields, all] = await Promise.all([listFields(app, corpId), valuesOfCustomers(app, corpId, [externalUserid])]);
  const held = all.get(externalUserid) ?? new Map<string, HeldValue>();
  const rows = [...held.values()].map(({ row }) => row);
  const names = await memberNames(
    app,
    corpId,
    rows.flatMap((row) => row.changedBy ?? []),
  );
  return {
    version: Math.max(0, ...rows.map((row) => row.version)),
    fields: fields.map((field) => {
      const value = held.get(field.id);
      const by = value?.row.changedBy ?? null;
      const { archived: _, ...shown } = presentField(field);
      return {
        ...shown,
        value: heldValue(field, value),
        changedAt: value?.row.changedAt ?? null,
        changedBy: by === null ? null : (names.get(by) ?? by),
      };
    }),
  };
}
