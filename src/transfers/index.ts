import type { CapabilityModule } from "../app";
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
