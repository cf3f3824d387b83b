import { findMember, isVisible } from "../world/corp";
import { DAY_SECONDS } from "../world/time";
import { WecomFault } from "./fault";
import { pageOf } from "./paging";
import { type ApiCall, post, type Routes } from "./route";

/** Bills whose payee the app does not see are filtered after paging, so a page may hold fewer rows than asked for. */
function listBills({ world, body }: ApiCall) {
  const from = body.int("begin_time");
  const to = body.int("end_time");
  if (to < from || to - from > 31 * DAY_SECONDS) throw new WecomFault(40058, "the span is above one month");
  const payee = body.optionalText("payee_userid")?.toLowerCase();
  const rows = world.state.business.bills.filter(
    (bill) => bill.payTime >= from && bill.payTime <= to && (!payee || bill.payee.toLowerCase() === payee),
  );
  const limit = body.optionalInt("limit", { min: 1, max: 1000 }) ?? 1000;
  const cursor = body.optionalText("cursor");
  const page = pageOf(world, rows, { name: "bills", cursor, limit, numberOf: (bill) => bill.n });
  const visible = page.rows.filter((bill) => {
    const member = findMember(world, bill.payee);
    return member !== undefined && isVisible(member);
  });
  return {
    ...(page.nextCursor === "" ? {} : { next_cursor: page.nextCursor }),
    bill_list: visible.map((bill) => bill.row),
  };
}

export const externalpayRoutes: Routes = { "externalpay/get_bill_list": post("customer", listBills) };
