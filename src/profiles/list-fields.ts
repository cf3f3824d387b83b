import type { App } from "../app";
import { readOperatorFile } from "../platform/operator-file";
import { ProfileField } from "./profile-field.entity";
import { type FieldRow, type FieldType, StarterFields } from "./profiles.schema";

/** The corp's fields in their order; archived ones only when asked for. A corp without any starts with those of config/profile-fields.json. */
export async function listFields(
  app: App,
  corpId: string,
  options: { archived?: boolean } = {},
): Promise<ProfileField[]> {
  const repository = app.db.getRepository(ProfileField);
  const read = () => repository.find({ where: { corpId }, order: { sortOrder: "ASC", id: "ASC" } });
  let fields = await read();
  if (fields.length === 0) {
    await addStarterFields(app, corpId);
    fields = await read();
  }
  return options.archived ? fields : fields.filter((field) => field.archivedAt === null);
}

/** Two at once add them once: keys are unique. */
async function addStarterFields(app: App, corpId: string): Promise<void> {
  const { fields } = readOperatorFile("profile-fields.json", StarterFields);
  if (fields.length === 0) return;
  await app.db.query(
    `INSERT INTO profile_fields (corp_id, field_key, label, type, options, unit, sort_order) VALUES ?
     ON DUPLICATE KEY UPDATE field_key = profile_fields.field_key`,
    [
      fields.map(({ key, label, type, options, unit }, index) => [
        corpId,
        key ?? `starter_${index + 1}`,
        label,
        type,
        JSON.stringify(options),
        unit,
        index + 1,
      ]),
    ],
  );
}

export function presentField(field: ProfileField): FieldRow {
  const { id, fieldKey, label, type, options, unit, archivedAt } = field;
  return { id, key: fieldKey, label, type, options, unit, archived: archivedAt !== null };
}

/** What rules may ask of a field, and where its values lie. */
export interface CatalogField extends FieldRow {
  table: "profile_values" | "profile_choices";
  /** Of that table; compare it where corp_id and field_id are these. */
  column: "value_text" | "value_number" | "value_date" | "option_key";
}

const columns: Record<FieldType, Pick<CatalogField, "table" | "column">> = {
  text: { table: "profile_values", column: "value_text" },
  choice: { table: "profile_values", column: "value_text" },
  number: { table: "profile_values", column: "value_number" },
  date: { table: "profile_values", column: "value_date" },
  multi: { table: "profile_choices", column: "option_key" },
};

/** For segments and conditions: every field in use, with the indexed column of its values. */
export async function profileFieldCatalog(app: App, corpId: string): Promise<CatalogField[]> {
  return (await listFields(app, corpId)).map((field) => ({ ...presentField(field), ...columns[field.type] }));
}
