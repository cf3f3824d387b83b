import { randomBytes } from "node:crypto";
import type { Actor, App } from "../app";
import { isDuplicateKey } from "../platform/db";
import { AppError } from "../platform/errors";
import { listFields } from "./list-fields";
import { ProfileField } from "./profile-field.entity";
import { FieldExistsError, FieldNotFoundError } from "./profiles.errors";
import type { ChangeField, NewField } from "./profiles.schema";

/** More than anybody fills in; what a page and a file can carry. */
const MOST_FIELDS = 200;

/** @throws {FieldExistsError} */
export async function addField(app: App, actor: Actor, input: NewField): Promise<ProfileField> {
  const { corpId } = actor;
  const fields = await listFields(app, corpId, { archived: true });
  if (fields.length >= MOST_FIELDS)
    throw new AppError("profile_field.too_many", `At most ${MOST_FIELDS} fields`, { status: 422 });
  const { key, ...rest } = input;
  const fieldKey = key ?? `f_${randomBytes(5).toString("hex")}`;
  const sortOrder = Math.max(0, ...fields.map((field) => field.sortOrder)) + 1;
  const repository = app.db.getRepository(ProfileField);
  try {
    await repository.insert({ ...rest, corpId, fieldKey, sortOrder, archivedAt: null });
  } catch (error) {
    if (isDuplicateKey(error)) throw new FieldExistsError(input.label);
    throw error;
  }
  return repository.findOneByOrFail({ corpId, fieldKey });
}

/** Type and key stay. An option that is left out stays with the customers who have it. */
export async function changeField(app: App, actor: Actor, id: string, input: ChangeField): Promise<ProfileField> {
  const field = await findField(app, actor, id);
  const needsOptions = field.type === "choice" || field.type === "multi";
  if (needsOptions !== input.options.length > 0) {
    throw new AppError("profile_field.options", "A choice has options, nothing else has", { status: 422 });
  }
  try {
    await app.db.getRepository(ProfileField).update({ id, corpId: actor.corpId }, input);
  } catch (error) {
    if (isDuplicateKey(error)) throw new FieldExistsError(input.label);
    throw error;
  }
  return findField(app, actor, id);
}

/** Values stay, so that restoring brings them back. Archiving what is archived changes nothing. */
export async function archiveField(app: App, actor: Actor, id: string, archived: boolean): Promise<ProfileField> {
  const field = await findField(app, actor, id);
  if ((field.archivedAt !== null) === archived) return field;
  await app.db
    .getRepository(ProfileField)
    .update({ id, corpId: actor.corpId }, { archivedAt: archived ? app.now() : null });
  return findField(app, actor, id);
}

/** The ids given come first, in that order; fields that a colleague added meanwhile keep their order behind them. */
export async function orderFields(app: App, actor: Actor, ids: string[]): Promise<void> {
  const { corpId } = actor;
  const fields = await listFields(app, corpId, { archived: true });
  const known = new Set(fields.map((field) => field.id));
  const named = [...new Set(ids)].filter((id) => known.has(id));
  const order = [...named, ...fields.map((field) => field.id).filter((id) => !named.includes(id))];
  await app.work.transaction(async (tx) => {
    // One order for all writers, so that two who reorder at once do not deadlock.
    const places = order.map((id, index) => ({ id, sortOrder: index + 1 })).sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const { id, sortOrder } of places) await tx.update(ProfileField, { id, corpId }, { sortOrder });
  });
}

async function findField(app: App, { corpId }: Actor, id: string): Promise<ProfileField> {
  const field = await app.db.getRepository(ProfileField).findOneBy({ corpId, id });
  if (!field) throw new FieldNotFoundError();
  return field;
}
