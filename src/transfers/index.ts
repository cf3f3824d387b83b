import type { CapabilityModule } from "../app";
import { rowsOf } from "../platform/rows-of";
import { Leaver } from "./leaver.entity";
import { Transfer } from "./transfer.entity";
import { TransferOrder } from "./transfer-order.entity";
import { transfersApi } from "./transfers.api";
import { transfersConsole } from "./transfers.console";
import { followTransfersJob, noteContactChangeJob, readLeaversJob, sendTransfersJob } from "./transfers.jobs";
import { transfersSchedules } from "./transfers.schedules";
import { UnassignedCustomer } from "./unassigned-customer.entity";

/** 客户继承: customers and groups of one member go to another, on the job or after leaving. */
export const transfers: CapabilityModule = {
  name: "transfers",
  entities: [TransferOrder, Transfer, Leaver, UnassignedCustomer],
  personalData: [
    { label: "转接记录", ...rowsOf("transfers", { condition: "subject = 'customer' AND subject_id = ?" }) },
    { label: "离职待分配", ...rowsOf("unassigned_customers") },
  ],
  consoleRoutes: transfersConsole,
  apiRoutes: transfersApi,
  jobs: {
    send: sendTransfersJob,
    follow: followTransfersJob,
    "note-contact-change": noteContactChangeJob,
    "read-leavers": readLeaversJob,
  },
  on: { "callback.relation": "note-contact-change" },
  schedules: transfersSchedules,
};
