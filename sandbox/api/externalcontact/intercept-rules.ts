import { findMember } from "../../world/corp";
import { randomText } from "../../world/ids";
import type { InterceptRule } from "../../world/intercept-rules";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import type { Fields } from "../fields";
import { type ApiCall, get, post, type Routes } from "../route";

const MAX_RULES = 100;
const MAX_WORDS = 300;
const MAX_WORD = 32;
const MAX_RANGE = 1000;

function readName(body: Fields): string {
  return body.text("rule_name", { maxChars: 20 });
}

function readWords(body: Fields): string[] {
  const words = body.texts("word_list", { missing: 40063, max: MAX_WORDS, tooMany: 40058 });
  if (words.some((word) => word === "" || [...word].length > MAX_WORD))
    throw new WecomFault(40058, "invalid word_list");
  return words;
}

function readSemantics(body: Fields | undefined): number[] {
  const kinds = body?.ints("semantics_list") ?? [];
  if (kinds.some((kind) => kind < 1 || kind > 3)) throw new WecomFault(40058, "invalid semantics_list");
  return kinds;
}

const readType = (body: Fields): number => body.int("intercept_type", { min: 1, max: 2 });

function readRange(world: World, body: Fields | undefined): Pick<InterceptRule, "users" | "departments"> {
  const rule = { max: MAX_RANGE, tooMany: 40058 };
  const users = (body?.texts("user_list", rule) ?? []).map((userid) => {
    const member = findMember(world, userid);
    if (!member) throw new WecomFault(60111);
    return member.userid;
  });
  const departments = body?.ints("department_list", rule) ?? [];
  for (const id of departments) {
    if (!world.state.corp.departments.some((row) => row.id === id)) throw new WecomFault(60123);
  }
  return { users, departments };
}

function add({ world, body, app }: ApiCall) {
  const range = readRange(world, body.object("applicable_range"));
  if (range.users.length + range.departments.length === 0) throw new WecomFault(40063, "missing applicable_range");
  const { interceptRules } = world.state;
  if (Object.keys(interceptRules).length >= MAX_RULES) throw new WecomFault(40058, "at most 100 rules");
  const ruleId = randomText(32);
  interceptRules[ruleId] = {
    n: world.nextNumber(),
    ruleId,
    madeBy: app.agentId,
    createdAt: world.now(),
    name: readName(body),
    words: readWords(body),
    semantics: readSemantics(body),
    interceptType: readType(body),
    ...range,
  };
  return { rule_id: ruleId };
}

function own({ world, body, app }: ApiCall): InterceptRule {
  const rule = world.state.interceptRules[body.text("rule_id")];
  if (!rule || rule.madeBy !== app.agentId) throw new WecomFault(60136, "rule not found");
  return rule;
}

function list({ world, app }: ApiCall) {
  const rules = Object.values(world.state.interceptRules).filter((rule) => rule.madeBy === app.agentId);
  return {
    rule_list: rules.map((rule) => ({ rule_id: rule.ruleId, rule_name: rule.name, create_time: rule.createdAt })),
  };
}

function read(call: ApiCall) {
  const rule = own(call);
  return {
    rule: {
      rule_id: rule.ruleId,
      rule_name: rule.name,
      word_list: rule.words,
      extra_rule: { semantics_list: rule.semantics },
      intercept_type: rule.interceptType,
      applicable_range: { user_list: rule.users, department_list: rule.departments },
    },
  };
}

function update(call: ApiCall) {
  const { world, body } = call;
  const rule = own(call);
  const added = readRange(world, body.object("add_applicable_range"));
  const removed = readRange(world, body.object("remove_applicable_range"));
  const users = [...new Set([...rule.users, ...added.users])].filter((userid) => !removed.users.includes(userid));
  const departments = [...new Set([...rule.departments, ...added.departments])].filter(
    (id) => !removed.departments.includes(id),
  );
  const changes: Partial<InterceptRule> = { users, departments };
  if (body.has("rule_name")) changes.name = readName(body);
  if (body.has("word_list")) changes.words = readWords(body);
  if (body.has("extra_rule")) changes.semantics = readSemantics(body.object("extra_rule"));
  if (body.has("intercept_type")) changes.interceptType = readType(body);
  Object.assign(rule, changes);
  return {};
}

function remove(call: ApiCall) {
  delete call.world.state.interceptRules[own(call).ruleId];
  return {};
}

export const interceptRuleRoutes: Routes = {
  "externalcontact/add_intercept_rule": post("customer", add),
  "externalcontact/get_intercept_rule_list": get("customer", list),
  "externalcontact/get_intercept_rule": post("customer", read),
  "externalcontact/update_intercept_rule": post("customer", update),
  "externalcontact/del_intercept_rule": post("customer", remove),
};
