/** What a template may name. A variable without a value falls back to words that are always right. */
export interface TemplateNames {
  /** How the customer is addressed. */
  customer?: string | null;
  /** The member who writes. */
  member?: string | null;
}

const FALLBACKS: Record<string, string> = { 称呼: "您", 顾问: "您的专属顾问" };

/** 「{{称呼}}」, or with words of its own for when there is no value: 「{{字段:设备型号|您的设备}}」. */
const VARIABLE = /\{\{\s*([^{}|\s]+)\s*(?:\|([^{}]*))?\}\}/g;

/**
 * Puts names into 「{{称呼}}」 and other variables. Unknown variables are refused when a template is loaded
 * ({@link unknownVariables}), so here they can only be ours.
 */
export function fillTemplate(template: string, values: Record<string, string | null | undefined>): string {
  return template.replace(VARIABLE, (_, name: string, instead: string | undefined) => {
    const value = values[name]?.trim();
    return value ? value : (instead?.trim() ?? FALLBACKS[name] ?? "");
  });
}

export function nameValues(names: TemplateNames): Record<string, string | null | undefined> {
  return { 称呼: names.customer, 顾问: names.member };
}

export function variablesOf(...templates: string[]): string[] {
  return templates.flatMap((template) => [...template.matchAll(VARIABLE)].map((match) => match[1]!));
}

/** Variables of a template that nobody fills. */
export function unknownVariables(template: string, known: string[]): string[] {
  return variablesOf(template).filter((name) => !known.includes(name));
}
