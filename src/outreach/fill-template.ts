/** What a template may name. A variable without a value falls back to words that are always right. */
export interface TemplateNames {
  /** How the customer is addressed. */
  customer?: string | null;
  /** The member who writes. */
  member?: string | null;
}

const FALLBACKS: Record<string, string> = { 称呼: "您", 顾问: "您的专属顾问" };

/**
 * Puts names into 「{{称呼}}」 and other variables. Unknown variables are refused when a template is loaded
 * ({@link unknownVariables}), so here they can only be ours.
 */
export function fillTemplate(template: string, values: Record<string, string | null | undefined>): string {
  return template.replace(/\{\{\s*([^{}\s]+)\s*\}\}/g, (_, name: string) => {
    const value = values[name]?.trim();
    return value ? value : (FALLBACKS[name] ?? "");
  });
}

export function nameValues(names: TemplateNames): Record<string, string | null | undefined> {
  return { 称呼: names.customer, 顾问: names.member };
}

/** Variables of a template that nobody fills. */
export function unknownVariables(template: string, known: string[]): string[] {
  const used = [...template.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map((match) => match[1]!);
  return used.filter((name) => !known.includes(name));
}
