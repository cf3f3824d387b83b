import { In } from "typeorm";
import type { App } from "../app";
import { type NewCustomerEvent, recordCustomerEvents } from "../contacts";
import type { Tx } from "../platform/db";
import { listFields } from "./list-fields";
import { heldValue, NO_VALUE, parseValue, type StoredValue, spokenValue } from "./parse-value";
import { ProfileChoice } from "./profile-choice.entity";
import type { ProfileField } from "./profile-field.entity";
import { ProfileValue } from "./profile-value.entity";
import { FieldsChangedError, FieldValueError } from "./profiles.errors";
import type { FieldValue } from "./profiles.schema";

export interface SetValuesInput {
  corpId: string;
  externalUserid: string;
  values: Record<string, FieldValue>;
  /** What the writer saw; left out by whoever is right whatever stands there (an import). */
  seenVersion?: number;
  /** userid, or null for the system. */
  actor: string | null;
  /** Said on the timeline, such as 「导入」. */
  via?: string;
}

/**
 * Sets what is named and leaves the rest. A value that is already so changes nothing and is not recorded.
 *
 * @returns keys of the fields that changed, and the customer's version now.
 * @throws {FieldValueError} before anything is written.
 * @throws {FieldsChangedError} when one of these fields changed after `seenVersion`; to another value than asked for.
 */
export async function setProfileValues(
  app: App,
  input: SetValuesInput,
): Promise<{ changed: string[]; version: number }> {
  const fields = await listFields(app, input.corpId);
  return app.work.transaction((tx) => writeValues(app, tx, input, fields));
}

/** The same inside a caller's transaction. `fields`: the corp's fields in use. */
export async function writeValues(
  app: App,
  tx: Tx,
  input: SetValuesInput,
  fields: ProfileField[],
): Promise<{ changed: string[]; version: number }> {
  const { corpId, externalUserid } = input;
  const wanted = Object.entries(input.values).map(([key, value]) => {
    const field = fields.find((candidate) => candidate.fieldKey === key);
    if (!field) throw new FieldValueError(key, "unknown_field");
    return { field, value };
  });
  // Writers of one customer come one after another.
  await tx.query("SELECT id FROM external_contacts WHERE corp_id = ? AND external_userid = ? FOR UPDATE", [
    corpId,
    externalUserid,
  ]);
  const rows = await tx.findBy(ProfileValue, { corpId, externalUserid });
  const choices = await tx.findBy(ProfileChoice, { corpId, externalUserid });
  const version = Math.max(0, ...rows.map((row) => row.version));
  const changes = wanted.flatMap(({ field, value }) => {
    const row = rows.find((candidate) => candidate.fieldId === field.id);
    const before: StoredValue = {
      ...(row ?? NO_VALUE),
      choices: choices.filter((choice) => choice.fieldId === field.id).map((choice) => choice.optionKey),
    };
    const held = field.type === "multi" ? before.choices : before.valueText === null ? [] : [before.valueText];
    const after = parseValue(field, value, held);
    return sameValue(field, before, after) ? [] : [{ field, before, after, changedIn: row?.version ?? 0 }];
  });
  const { seenVersion } = input;
  const late = seenVersion === undefined ? [] : changes.filter((change) => change.changedIn > seenVersion);
  if (late.length > 0) {
    throw new FieldsChangedError(
      late.map(({ field }) => field.fieldKey),
      version,
    );
  }
  if (changes.length === 0) return { changed: [], version };
  for (const { field, after } of changes) await storeValue(app, tx, input, { field, after, version: version + 1 });
  await recordCustomerEvents(tx, [historyEntry(app, input, changes, version + 1)]);
  const fieldKeys = changes.map(({ field }) => field.fieldKey);
  await app.work.publish(tx, { corpId, name: "contact.fields-changed", payload: { externalUserid, fieldKeys } });
  return { changed: fieldKeys, version: version + 1 };
}

interface Change {
  field: ProfileField;
  before: StoredValue;
  after: StoredValue;
}

function sameValue(field: ProfileField, a: StoredValue, b: StoredValue): boolean {
  return JSON.stringify(heldValue(field, a)) === JSON.stringify(heldValue(field, b));
}

async function storeValue(
  app: App,
  tx: Tx,
  { corpId, externalUserid, actor }: SetValuesInput,
  { field, after, version }: { field: ProfileField; after: StoredValue; version: number },
): Promise<void> {
  const { valueText, valueNumber, valueDate } = after;
  await tx.query(
    `INSERT INTO profile_values (corp_id, external_userid, field_id, value_text, value_number, value_date, version, changed_by, changed_at)
     VALUES (?) ON DUPLICATE KEY UPDATE value_text = VALUES(value_text), value_number = VALUES(value_number),
       value_date = VALUES(value_date), version = VALUES(version), changed_by = VALUES(changed_by), changed_at = VALUES(changed_at)`,
    [[corpId, externalUserid, field.id, valueText, valueNumber, valueDate, version, actor, app.now()]],
  );
  if (field.type !== "multi") return;
  const key = { corpId, externalUserid, fieldId: field.id };
  const had = (await tx.findBy(ProfileChoice, key)).map((choice) => choice.optionKey);
  const gone = had.filter((optionKey) => !after.choices.includes(optionKey));
  const added = after.choices.filter((optionKey) => !had.includes(optionKey));
  if (gone.length > 0) await tx.delete(ProfileChoice, { ...key, optionKey: In(gone) });
  if (added.length > 0)
    await tx.insert(
      ProfileChoice,
      added.map((optionKey) => ({ ...key, optionKey })),
    );
}

/** Who changed what, from what to what. */
function historyEntry(app: App, input: SetValuesInput, changes: Change[], version: number): NewCustomerEvent {
  const { corpId, externalUserid, actor } = input;
  const told = changes.map(({ field, before, after }) => ({
    key: field.fieldKey,
    label: field.label,
    from: heldValue(field, before),
    to: heldValue(field, after),
    words: changeWords(field, before, after),
  }));
  const text = told.map(({ words }) => words).join("；");
  return {
    corpId,
    externalUserid,
    at: app.now(),
    kind: "fields.changed",
    actor,
    data: {
      text: input.via ? `${text}（${input.via}）` : text,
      changes: told.map(({ words: _, ...change }) => change),
    },
    dedupeKey: `fields.changed:${externalUserid}:${version}`,
  };
}

function changeWords(field: ProfileField, before: StoredValue, after: StoredValue): string {
  const from = spokenValue(field, heldValue(field, before));
  const to = spokenValue(field, heldValue(field, after));
  if (to === "") return `清空了${field.label}（原为「${from}」）`;
  return from === "" ? `填写${field.label}：${to}` : `修改${field.label}：${from} → ${to}`;
}
