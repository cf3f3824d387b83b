import { z } from "zod";
import { type Core, CoreError } from "../core";
import type { View } from "../view";
import { Decision, type Outcome, ok, Refusal, refuse } from "./answers";
import { HANDLERS } from "./calls";
import { type ApiRule, CATALOGUE, knows, worksAt } from "./catalogue";
import { findRegistration, type Registration, registerPage } from "./registration";
import { requireCustomerRight } from "./rights";

const Call = z.object({
  /** one document; its registrations end with it */
  page: z.string().min(1).max(64),
  name: z.string().min(1).max(64),
  params: z.looseObject({}),
  /** the page's real URL as the web view knows it */
  url: z.url(),
  /** what the person answered to the question of the first attempt */
  decision: Decision.optional(),
});

const REMEMBERED_DOCUMENTS = 500;
const REGISTRATIONS = { agentConfig: "agent", preVerifyJSAPI: "corp" } as const;

/** The client's native side: decides about each call of a page as WeCom's client does, and acts through the sandbox core. */
export class Bridge {
  private readonly documents = new Map<string, Registration[]>();

  constructor(private readonly core: Core) {}

  async receive(view: View, raw: unknown): Promise<Outcome> {
    const parsed = Call.safeParse(raw);
    if (!parsed.success) return { answer: refuse("system", "fail_invalid parameter", 40035) };
    const { page, name, params, decision } = parsed.data;
    const url = parsed.data.url.split("#")[0] ?? "";
    try {
      if (name === "agentConfig" || name === "preVerifyJSAPI")
        return await this.register(view, page, REGISTRATIONS[name], params, url);
      if (name === "checkJsApi") return { answer: ok(name, { checkResult: checkApis(view, params.jsApiList) }) };
      const rule = knows(view, name);
      if (!rule) return { answer: refuse(name, "function not exist") };
      const registration = findRegistration(this.documents.get(page) ?? [], params, url);
      await this.permit(view, name, rule, registration);
      const handler = HANDLERS[name];
      if (!handler) return { answer: ok(name) };
      return await handler({ core: this.core, view, name, params, registration, decision });
    } catch (error) {
      if (error instanceof Refusal) return { answer: refuse(name, error.reason, error.errCode) };
      if (error instanceof CoreError) return { answer: refuse(name, `fail_${error.message}`, -1) };
      throw error;
    }
  }

  private async register(
    view: View,
    page: string,
    kind: Registration["kind"],
    params: unknown,
    url: string,
  ): Promise<Outcome> {
    const { answer, registration } = await registerPage(this.core, view, kind, params, url);
    if (registration) {
      const known = this.documents.get(page) ?? [];
      this.documents.delete(page);
      this.documents.set(page, [...known, registration].slice(-20));
      const oldest = this.documents.keys().next();
      if (this.documents.size > REMEMBERED_DOCUMENTS && !oldest.done) this.documents.delete(oldest.value);
    }
    return { answer };
  }

  /** In the client's order: is the page registered for this call, may this app and member do it, is this the place for it (messaging §8.3, §8.5). */
  private async permit(view: View, name: string, rule: ApiRule, registration: Registration | null): Promise<void> {
    if (rule.identity === "none") return;
    if (!registration?.apis.has(name)) throw new Refusal("fail_nopermission");
    if (rule.identity === "agent" && registration.kind !== "agent") throw new Refusal("fail_nopermission");
    if (rule.foreign) throw new Refusal("permission denied");
    if (rule.customerRight) await requireCustomerRight(this.core, view, registration);
    if (!worksAt(view, name, rule)) {
      throw new Refusal(`fail without context of external ${name === "getCurExternalChat" ? "chat" : "contact"}`);
    }
  }
}

function checkApis(view: View, list: unknown): Record<string, boolean> {
  const names = z.array(z.string()).catch([]).parse(list);
  return Object.fromEntries(names.map((name) => [name, name in CATALOGUE && knows(view, name) !== null]));
}
