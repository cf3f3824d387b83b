import type { CapabilityModule } from "../app";
import { rowsOf } from "../platform/rows-of";
import { customerFieldRoutes } from "./customer-field-routes";
import { ProfileChoice } from "./profile-choice.entity";
import { ProfileField } from "./profile-field.entity";
import { ProfileValue } from "./profile-value.entity";
import { profilesApi } from "./profiles.api";
import { profilesConsole } from "./profiles.console";

export { type HeldValue, valuesOfCustomers } from "./customer-fields";
export { type CatalogField, listFields, profileFieldCatalog } from "./list-fields";
export { heldValue, NO_VALUE, parseValue, spokenValue } from "./parse-value";
export { ProfileField } from "./profile-field.entity";
export { FieldValueError, type ValueProblem } from "./profiles.errors";
export type { FieldType, FieldValue } from "./profiles.schema";
export { type SetValuesInput, setProfileValues, writeValues } from "./set-values";
export { isDataVariable, templateValues } from "./template-values";

export const profiles: CapabilityModule = {
  name: "profiles",
  entities: [ProfileField, ProfileValue, ProfileChoice],
  personalData: [
    { label: "客户字段", ...rowsOf("profile_values") },
    { label: "客户字段", ...rowsOf("profile_choices") },
  ],
  consoleRoutes: profilesConsole,
  sidebarRoutes: customerFieldRoutes,
  apiRoutes: profilesApi,
};
