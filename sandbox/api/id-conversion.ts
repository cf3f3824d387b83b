import { findMember, isPresent } from "../world/corp";
import type { World } from "../world/world";
import { WecomFault } from "./fault";
import { type ApiCall, post, type Routes } from "./route";

/**
 * A provider's app knows people by other ids. Here these are the company's ids behind a prefix, so that a test can
 * make them up: `svc_` + external_userid, `open_` + userid, `tmp_` + external_userid.
 */
const inner = (id: string, prefix: string): string | undefined =>
  id.startsWith(prefix) ? id.slice(prefix.length) : undefined;

const customerBehind = (world: World, id: string, prefix: string): string | undefined => {
  const found = inner(id, prefix);
  return found !== undefined && world.state.customers[found] ? found : undefined;
};

function fromService({ world, body }: ApiCall) {
  const given = body.text("external_userid", { missing: 41035 });
  body.int("source_agentid", { missing: 40056 });
  const id = customerBehind(world, given, "svc_");
  if (id === undefined) throw new WecomFault(40096);
  return { external_userid: id };
}

function openUserids({ world, body }: ApiCall) {
  const given = body.texts("open_userid_list", { missing: 40031, max: 1000, tooMany: 40032 });
  body.int("source_agentid", { missing: 40056 });
  const rows = given.map((open_userid) => {
    const member = findMember(world, inner(open_userid, "open_") ?? "");
    return { open_userid, userid: member && isPresent(member) ? member.userid : undefined };
  });
  return {
    userid_list: rows.filter((row) => row.userid !== undefined),
    invalid_open_userid_list: rows.filter((row) => row.userid === undefined).map((row) => row.open_userid),
  };
}

function temporary({ world, body }: ApiCall) {
  body.int("business_type", { min: 1, max: 3 });
  body.int("user_type", { min: 1, max: 4 });
  const given = body.texts("tmp_external_userid_list", { missing: 40063, max: 100, tooMany: 40058 });
  const rows = given.map((id) => ({ tmp_external_userid: id, external_userid: customerBehind(world, id, "tmp_") }));
  return {
    results: rows.filter((row) => row.external_userid !== undefined),
    invalid_tmp_external_userid_list: rows
      .filter((row) => row.external_userid === undefined)
      .map((row) => row.tmp_external_userid),
  };
}

/** Documented for tokens of providers only: a self-built app is refused. */
function forProviders(): never {
  throw new WecomFault(48002);
}

export const idConversionRoutes: Routes = {
  "externalcontact/from_service_external_userid": post("customer", fromService),
  "externalcontact/unionid_to_external_userid": post("customer", forProviders),
  "batch/openuserid_to_userid": post("app", openUserids),
  "idconvert/convert_tmp_external_userid": post("customer", temporary),
};
