import type { App } from "../app";
import { dateName, importantDatesOf, spokenDate } from "../contacts";
import { valuesOfCustomers } from "./customer-fields";
import { listFields } from "./list-fields";
import { heldValue, spokenValue } from "./parse-value";

const FIELD = "字段:";
const DATE = "日期:";

/** 「字段:设备型号」 and 「日期:孩子生日」: variables whose value is in a customer's profile. */
export function isDataVariable(name: string): boolean {
  return [FIELD, DATE].some((prefix) => name.startsWith(prefix) && name.length > prefix.length);
}

/**
 * What the profiles of these customers say for the variables of a text. Customers or variables without a value are
 * missing, so that the text's own fallback counts. Reads nothing when the text asks for nothing.
 */
export async function templateValues(
  app: App,
  input: { corpId: string; externalUserids: string[]; variables: string[] },
): Promise<Map<string, Record<string, string>>> {
  const { corpId, externalUserids } = input;
  const wanted = [...new Set(input.variables)].filter(isDataVariable);
  const found = new Map<string, Record<string, string>>();
  const put = (externalUserid: string, name: string, text: string) => {
    if (text !== "") found.set(externalUserid, { ...found.get(externalUserid), [name]: text });
  };
  if (wanted.some((name) => name.startsWith(FIELD))) {
    const fields = (await listFields(app, corpId)).filter((field) => wanted.includes(`${FIELD}${field.label}`));
    for (const [externalUserid, held] of await valuesOfCustomers(app, corpId, externalUserids)) {
      for (const field of fields)
        put(externalUserid, `${FIELD}${field.label}`, spokenValue(field, heldValue(field, held.get(field.id))));
    }
  }
  if (wanted.some((name) => name.startsWith(DATE))) {
    for (const date of await importantDatesOf(app, corpId, externalUserids)) {
      const name = `${DATE}${dateName(date)}`;
      if (wanted.includes(name)) put(date.externalUserid, name, spokenDate(date));
    }
  }
  return found;
}
